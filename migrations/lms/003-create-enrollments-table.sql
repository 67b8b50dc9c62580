-- Create the enrollments table: who takes which course, what was paid, and how far they are.

-- migrate:up

CREATE TABLE enrollments (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,

    -- RESTRICT on both: an enrollment is a record of payment, and nothing else may take it away silently.
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    course_id bigint NOT NULL REFERENCES courses (id) ON DELETE RESTRICT,
    status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'active', 'completed', 'expired', 'cancelled')),
    enrolled_at timestamptz NOT NULL DEFAULT now(),

    payment_status text NOT NULL DEFAULT 'pending'
        CHECK (payment_status IN ('not_required', 'pending', 'paid', 'failed', 'refunded')),
    payment_method text CHECK (payment_method IN ('card', 'paypal', 'bank_transfer', 'balance', 'voucher')),
    payment_amount numeric(12,2) CHECK (payment_amount >= 0),
    payment_currency text CHECK (payment_currency ~ '^[A-Z]{3}$'),
    payment_transaction_id text COLLATE "C" CHECK (length(payment_transaction_id) BETWEEN 1 AND 255),

    progress_percent numeric(5,2) NOT NULL DEFAULT 0 CHECK (progress_percent BETWEEN 0 AND 100),
    completed_lessons integer NOT NULL DEFAULT 0 CHECK (completed_lessons >= 0),
    last_accessed_at timestamptz,
    completed_at timestamptz,

    -- A time instead of a flag: it says the same, and when.
    certificate_issued_at timestamptz,
    certificate_id text COLLATE "C" CHECK (length(certificate_id) BETWEEN 1 AND 64),
    certificate_url text CHECK (length(certificate_url) <= 2048 AND certificate_url ~ '^https?://'),

    rating smallint CHECK (rating BETWEEN 1 AND 5),
    review text CHECK (length(review) BETWEEN 1 AND 5000),
    reviewed_at timestamptz,

    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT enrollments_amount_has_currency CHECK ((payment_amount IS NULL) = (payment_currency IS NULL)),
    CONSTRAINT enrollments_payment_is_complete
        CHECK (payment_status NOT IN ('paid', 'refunded') OR num_nulls(payment_method, payment_amount) = 0),
    CONSTRAINT enrollments_completed_is_complete
        CHECK (status <> 'completed' OR (progress_percent = 100 AND completed_at IS NOT NULL)),
    CONSTRAINT enrollments_completed_after_enrolled CHECK (completed_at >= enrolled_at),
    CONSTRAINT enrollments_certificate_is_whole
        CHECK (num_nulls(certificate_issued_at, certificate_id) IN (0, 2)
            AND (certificate_url IS NULL OR certificate_id IS NOT NULL)),
    CONSTRAINT enrollments_certificate_needs_completion
        CHECK (certificate_issued_at IS NULL OR (completed_at IS NOT NULL AND certificate_issued_at >= completed_at)),
    CONSTRAINT enrollments_rating_has_time CHECK ((rating IS NULL) = (reviewed_at IS NULL)),
    CONSTRAINT enrollments_review_has_rating CHECK (review IS NULL OR rating IS NOT NULL)
);

CREATE TRIGGER enrollments_set_updated_at BEFORE UPDATE ON enrollments FOR EACH ROW
    WHEN (NEW.updated_at = OLD.updated_at)
    EXECUTE FUNCTION set_updated_at();

-- migrate:down

DROP TABLE enrollments;
