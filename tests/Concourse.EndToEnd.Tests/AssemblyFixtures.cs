using Concourse.Testing.Postgres;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
