namespace Lms.Benchmarks.Workloads;

/// <summary>Eight migrations in the manner of migrations/lms.</summary>
/// <remarks>Not those files themselves: they build indexes concurrently, outside a transaction, which three of the
/// compared tools cannot do from plain SQL files. Here every tool runs the same statements in the same way.</remarks>
internal static class LmsSchema
{
    private static readonly (string Table, string Columns, string Indexes)[] Tables =
    [
        ("users",
            """
            email varchar(255) NOT NULL, username varchar(50) NOT NULL, password_hash text NOT NULL,
            first_name varchar(100), last_name varchar(100), phone varchar(20),
            two_factor_enabled boolean NOT NULL DEFAULT false, email_verified boolean NOT NULL DEFAULT false,
            status varchar(20) NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive', 'suspended')),
            role varchar(20) NOT NULL DEFAULT 'student', preferences jsonb NOT NULL DEFAULT '[]', last_login_at timestamptz
            """,
            """
            CREATE UNIQUE INDEX users_email ON users (email);
            CREATE UNIQUE INDEX users_username ON users (username);
            CREATE INDEX users_role_status ON users (role, status);
            """),
        ("courses",
            """
            title varchar(255) NOT NULL, slug varchar(255) NOT NULL, description text,
            instructor_id bigint NOT NULL REFERENCES users (id), price numeric(10, 2) NOT NULL DEFAULT 0 CHECK (price >= 0),
            category varchar(100), tags text[] NOT NULL DEFAULT ARRAY[]::text[], rating numeric(3, 2),
            status varchar(20) NOT NULL DEFAULT 'draft', featured boolean NOT NULL DEFAULT false, published_at timestamptz
            """,
            """
            CREATE INDEX courses_instructor ON courses (instructor_id);
            CREATE INDEX courses_category_status ON courses (category, status);
            CREATE INDEX courses_featured ON courses (published_at) WHERE featured;
            """),
        ("enrollments",
            """
            user_id bigint NOT NULL REFERENCES users (id), course_id bigint NOT NULL REFERENCES courses (id),
            status varchar(20) NOT NULL DEFAULT 'active', payment_amount numeric(10, 2),
            progress smallint NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100), completed_at timestamptz
            """,
            """
            CREATE UNIQUE INDEX enrollments_user_course ON enrollments (user_id, course_id);
            CREATE INDEX enrollments_course_status ON enrollments (course_id, status);
            CREATE INDEX enrollments_progress ON enrollments (progress);
            """),
        ("chat_messages",
            """
            course_id bigint NOT NULL REFERENCES courses (id), user_id bigint NOT NULL REFERENCES users (id),
            content text NOT NULL, type varchar(20) NOT NULL DEFAULT 'text',
            reply_to_id bigint REFERENCES chat_messages (id), pinned boolean NOT NULL DEFAULT false,
            attachments jsonb NOT NULL DEFAULT '[]'
            """,
            """
            CREATE INDEX chat_messages_course_time ON chat_messages (course_id, created_at);
            CREATE INDEX chat_messages_user ON chat_messages (user_id);
            CREATE INDEX chat_messages_pinned ON chat_messages (course_id) WHERE pinned;
            """),
    ];

    public static Workload Create()
    {
        var creations = Tables.Select((table, index) => new GeneratedMigration(
            $"2026010100000{index + 1}",
            $"create_{table.Table}",
            $"""
            CREATE TABLE {table.Table} (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                created_at timestamptz NOT NULL DEFAULT now(),
                {table.Columns}
            );
            """,
            $"DROP TABLE {table.Table};"));
        var indexes = Tables.Select((table, index) => new GeneratedMigration(
            $"2026010100000{index + 5}",
            $"add_indexes_to_{table.Table}",
            table.Indexes,
            DropIndexes(table.Indexes)));
        return new Workload(
            Key: "apply-8",
            Migrations: [.. creations, .. indexes],
            Prerequisite: "",
            EffectQuery: """
                SELECT count(*) FROM pg_indexes
                WHERE schemaname = 'public' AND tablename IN ('users', 'courses', 'enrollments', 'chat_messages')
                """,
            ExpectedEffect: 4 + 12);
    }

    private static string DropIndexes(string creations)
    {
        var names = creations.Split('\n').Select(line => line.Split(" ON ", 2)[0].Split(' ')[^1]);
        return $"DROP INDEX {string.Join(", ", names)};";
    }
}
