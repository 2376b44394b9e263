using System.Text.Json.Nodes;
using Dapper;
using Npgsql;

namespace Concourse.Database.Tests.Schema;

/// <summary>The schema <c>public</c> as PostgreSQL's own catalogue describes it, in the form of schema-catalog.json.</summary>
internal sealed class LiveCatalogue(NpgsqlDataSource database)
{
    public Task<SortedDictionary<string, string>> TablesAsync() => DescribeAsync(
        """
        SELECT c.relname AS name,
               jsonb_build_object(
                 'columns', COALESCE((
                   SELECT jsonb_agg(jsonb_build_object(
                            'name', a.attname,
                            'type', format_type(a.atttypid, a.atttypmod),
                            'nullable', NOT a.attnotnull,
                            'default', pg_get_expr(d.adbin, d.adrelid)) ORDER BY a.attnum)
                     FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '[]'),
                 'constraints', COALESCE((
                   SELECT jsonb_agg(jsonb_build_object(
                            'name', k.conname,
                            'kind', CASE k.contype WHEN 'p' THEN 'primary_key' WHEN 'u' THEN 'unique' WHEN 'c' THEN 'check'
                                                   WHEN 'f' THEN 'foreign_key' ELSE k.contype::text END,
                            'definition', pg_get_constraintdef(k.oid),
                            'deferrable', k.condeferrable,
                            'initially_deferred', k.condeferred) ORDER BY k.conname COLLATE "C")
                     FROM pg_constraint k WHERE k.conrelid = c.oid), '[]'),
                 'indexes', COALESCE((
                   SELECT jsonb_agg(jsonb_build_object(
                            'name', i.relname,
                            'definition', pg_get_indexdef(i.oid),
                            'method', m.amname,
                            'unique', x.indisunique,
                            'backs_constraint', (SELECT k.conname FROM pg_constraint k
                                                  WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x'))) ORDER BY i.relname COLLATE "C")
                     FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_am m ON m.oid = i.relam
                    WHERE x.indrelid = c.oid), '[]'),
                 'triggers', COALESCE((
                   SELECT jsonb_agg(jsonb_build_object('name', t.tgname, 'definition', pg_get_triggerdef(t.oid)) ORDER BY t.tgname COLLATE "C")
                     FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal), '[]'),
                 'inherits', (SELECT p.relname FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhparent WHERE h.inhrelid = c.oid)
               )::text AS description
          FROM pg_class c
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'f')
        """);

    public Task<SortedDictionary<string, string>> EnumsAsync() => DescribeAsync(
        """
        SELECT t.typname AS name, jsonb_agg(e.enumlabel ORDER BY e.enumsortorder)::text AS description
          FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid
         WHERE t.typnamespace = 'public'::regnamespace
         GROUP BY t.typname
        """);

    public Task<SortedDictionary<string, string>> FunctionsAsync() => DescribeAsync(
        """
        SELECT p.proname AS name,
               jsonb_build_object(
                 'name', p.proname,
                 'arguments', pg_get_function_arguments(p.oid),
                 'returns', pg_get_function_result(p.oid),
                 'language', l.lanname,
                 'volatility', CASE p.provolatile WHEN 'v' THEN 'volatile' WHEN 's' THEN 'stable' ELSE 'immutable' END)::text AS description
          FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
         WHERE p.pronamespace = 'public'::regnamespace
           AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
        """);

    public Task<SortedDictionary<string, string>> SequencesAsync() => DescribeAsync(
        """
        SELECT c.relname AS name,
               jsonb_build_object(
                 'type', format_type(s.seqtypid, NULL), 'start', s.seqstart, 'increment', s.seqincrement,
                 'min', s.seqmin, 'max', s.seqmax, 'cache', s.seqcache, 'cycle', s.seqcycle,
                 'owned_by', (SELECT t.relname || '.' || a.attname
                                FROM pg_depend d JOIN pg_class t ON t.oid = d.refobjid
                                JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
                               WHERE d.objid = c.oid AND d.deptype = 'a'))::text AS description
          FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid
         WHERE c.relnamespace = 'public'::regnamespace
        """);

    public Task<IEnumerable<string>> ExtensionsAsync() =>
        QueryAsync("""SELECT extname::text FROM pg_extension ORDER BY extname COLLATE "C" """);

    /// <summary>Views, materialized views and domains, of which there must be none.</summary>
    public Task<IEnumerable<string>> OtherObjectsAsync() => QueryAsync(
        """
        SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')
        UNION ALL
        SELECT typname::text FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype = 'd'
        """);

    private async Task<IEnumerable<string>> QueryAsync(string sql)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.QueryAsync<string>(sql);
    }

    private async Task<SortedDictionary<string, string>> DescribeAsync(string sql)
    {
        await using var connection = await database.OpenConnectionAsync();
        var objects = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, description) in await connection.QueryAsync<(string, string)>(sql))
        {
            objects.Add(name, CanonicalText.Of(JsonNode.Parse(description)!));
        }

        return objects;
    }
}
