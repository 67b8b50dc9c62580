namespace Lms.Migrations.Tests.Engine;

/// <summary>Reads a database's schema from the server's own catalogue, the engine's tables left out.</summary>
internal static class SchemaSnapshot
{
    public const string Sql = """
        SELECT 'relation ' || c.relkind::text || ' ' || c.oid::regclass || coalesce(' ' || array_to_string(c.reloptions, ','), '')
        FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind NOT IN ('i', 'I', 't')
          AND c.relname NOT IN ('migrations', 'seeders')
        UNION ALL
        SELECT 'column ' || a.attrelid::regclass || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
               || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped
          AND c.relname NOT IN ('migrations', 'seeders')
        UNION ALL
        SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT IN ('migrations', 'seeders')
        UNION ALL
        SELECT 'invalid index ' || indexrelid::regclass FROM pg_index WHERE NOT indisvalid
        UNION ALL
        SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT IN ('migrations', 'seeders')
        UNION ALL
        SELECT 'function ' || pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL
        SELECT 'trigger ' || pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal
        UNION ALL
        SELECT 'type ' || typtype::text || ' ' || oid::regtype FROM pg_type
        WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
        UNION ALL
        SELECT 'extension ' || extname FROM pg_extension
        ORDER BY 1
        """;
}
