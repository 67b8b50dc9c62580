-- Create the courses table: what is taught, by whom, and at what price.

-- migrate:up

CREATE TABLE courses (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,

    title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    slug text COLLATE "C" NOT NULL UNIQUE CHECK (length(slug) <= 200 AND slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    short_description text CHECK (length(short_description) <= 500),
    description text NOT NULL DEFAULT '' CHECK (length(description) <= 50000),
    -- RESTRICT: an account that teaches is closed by soft delete; its courses are somebody else's purchase.
    instructor_id bigint NOT NULL REFERENCES users (id) ON DELETE RESTRICT,

    price numeric(12,2) NOT NULL DEFAULT 0 CHECK (price >= 0),
    -- ISO 4217. The list of codes changes, their form does not.
    currency text NOT NULL DEFAULT 'USD' CHECK (currency ~ '^[A-Z]{3}$'),
    discount_price numeric(12,2) CHECK (discount_price >= 0),
    discount_percent numeric(5,2) CHECK (discount_percent > 0 AND discount_percent <= 100),
    discount_ends_at timestamptz,
    -- Stored, so that sorting by price and charging it never round differently. Valid until discount_ends_at.
    discounted_price numeric(12,2) GENERATED ALWAYS AS
        (coalesce(discount_price, round(price * (100 - discount_percent) / 100, 2))) STORED,

    category text NOT NULL CHECK (length(category) BETWEEN 1 AND 60),
    level text NOT NULL DEFAULT 'all' CHECK (level IN ('all', 'beginner', 'intermediate', 'advanced')),
    -- BCP 47: "en", "pt-BR".
    language text NOT NULL DEFAULT 'en' CHECK (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
    tags text[] NOT NULL DEFAULT '{}' CHECK (cardinality(tags) <= 30 AND array_position(tags, NULL) IS NULL),

    -- Kept by the application from enrollments; a course nobody has rated has no rating rather than 0.
    rating numeric(3,2) CHECK (rating BETWEEN 1 AND 5),
    rating_count integer NOT NULL DEFAULT 0 CHECK (rating_count >= 0),
    student_count integer NOT NULL DEFAULT 0 CHECK (student_count >= 0),
    duration_minutes integer NOT NULL DEFAULT 0 CHECK (duration_minutes >= 0),
    lesson_count integer NOT NULL DEFAULT 0 CHECK (lesson_count >= 0),

    status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'in_review', 'published', 'archived')),
    visibility text NOT NULL DEFAULT 'public' CHECK (visibility IN ('public', 'unlisted', 'private')),
    featured boolean NOT NULL DEFAULT false,
    published_at timestamptz,

    metadata jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT courses_has_one_discount CHECK (num_nonnulls(discount_price, discount_percent) <= 1),
    CONSTRAINT courses_discount_lowers_price CHECK (discount_price < price),
    CONSTRAINT courses_discount_end_has_discount
        CHECK (discount_ends_at IS NULL OR num_nonnulls(discount_price, discount_percent) = 1),
    CONSTRAINT courses_rating_matches_count CHECK ((rating IS NULL) = (rating_count = 0)),
    CONSTRAINT courses_published_has_time CHECK (status <> 'published' OR published_at IS NOT NULL)
);

CREATE TRIGGER courses_set_updated_at BEFORE UPDATE ON courses FOR EACH ROW
    WHEN (NEW.updated_at = OLD.updated_at)
    EXECUTE FUNCTION set_updated_at();

-- migrate:down

DROP TABLE courses;
