namespace Lms.Migrations.Tests.LmsCatalog;

/// <summary>A handful of rows that refer to each other: Ada teaches Bob and Cleo.</summary>
internal static class RelatedRows
{
    private const string Users = """
        INSERT INTO users (email, username, password_hash, first_name, last_name, role, phone, google_id, facebook_id, github_id,
            email_verification_token, email_verification_expires_at, password_reset_token, password_reset_expires_at)
        VALUES
            ('ada@example.com', 'ada', 'x-twenty-characters-x', 'Ada', 'Lovelace', 'instructor', '+99910000001', 'g1', 'f1', 'h1',
                'verify1', now(), 'reset1', now()),
            ('bob@example.com', 'bob', 'x-twenty-characters-x', 'Bob', 'Builder', 'student', '+99910000002', 'g2', 'f2', 'h2',
                'verify2', now(), 'reset2', now()),
            ('cleo@example.com', 'cleo', 'x-twenty-characters-x', 'Cleo', 'Patra', 'student', NULL, NULL, NULL, NULL,
                NULL, NULL, NULL, NULL);
        """;

    private const string Courses = """
        INSERT INTO courses (title, slug, instructor_id, price, category, status, published_at)
        VALUES ('Engines', 'engines', 1, 49.99, 'development', 'published', now()), ('Numbers', 'numbers', 1, 0, 'data', 'draft', NULL);
        """;

    private const string Enrollments = """
        INSERT INTO enrollments (user_id, course_id, status, payment_status, payment_method, payment_amount, payment_currency,
            payment_transaction_id, progress_percent, completed_at, certificate_issued_at, certificate_id, rating, reviewed_at)
        VALUES
            (2, 1, 'completed', 'paid', 'card', 49.99, 'USD', 'txn-1', 100, now(), now(), 'C-1', 5, now()),
            (3, 1, 'completed', 'paid', 'card', 49.99, 'USD', 'txn-1', 100, now(), now(), 'C-2', NULL, NULL),
            (3, 2, 'pending', 'not_required', NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL);
        """;

    private const string ChatMessages = """
        INSERT INTO chat_messages (course_id, user_id, content, type, reply_to_id, deleted_at, deleted_by, pinned_at, pinned_by)
        VALUES
            (1, 1, 'Welcome!', 'announcement', NULL, NULL, NULL, now(), 1),
            (1, 2, 'Thanks.', 'text', 1, NULL, NULL, NULL, NULL),
            (1, 3, 'Spam', 'text', 1, now(), 1, NULL, NULL);
        """;

    /// <summary>The statement that inserts them into a table; those before it in the catalog must have theirs.</summary>
    public static string Of(string table) => table switch
    {
        "users" => Users,
        "courses" => Courses,
        "enrollments" => Enrollments,
        "chat_messages" => ChatMessages,
        _ => throw new ArgumentOutOfRangeException(nameof(table), table, "No rows are written for it."),
    };
}
