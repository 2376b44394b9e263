using Concourse.Auth.Users;

namespace Concourse.Auth.Tests;

public sealed class LocalUsersTests
{
    [Fact]
    public void A_user_logs_in_with_his_password_in_whatever_case_his_name_is() =>
        Assert.Equal(new LoginOutcome(LoginVerdict.Accepted, "Test"), Users("Test", "secret").Login("tEST", "secret"));

    [Theory]
    [InlineData("test", "wrong")]
    [InlineData("nobody", "secret")]
    [InlineData("test", "")]
    public void Wrong_names_and_passwords_are_refused(string name, string password) =>
        Assert.Equal(LoginVerdict.Refused, Users("test", "secret").Login(name, password).Verdict);

    [Fact]
    public void A_bcrypt_hash_is_taken_as_it_is()
    {
        var hash = BCrypt.Net.BCrypt.HashPassword("secret", 10);
        Assert.Equal(LoginVerdict.Accepted, Users("test", hash).Login("test", "secret").Verdict);
        Assert.Equal(LoginVerdict.Refused, Users("test", hash).Login("test", hash).Verdict);
    }

    [Theory]
    [InlineData("04")]
    [InlineData("09")]
    [InlineData("17")]
    [InlineData("31")]
    public void A_hash_of_too_low_or_too_high_a_cost_cannot_be_used_to_log_in_and_is_not_computed(string cost) =>
        Assert.Equal(LoginVerdict.Impossible, Users("test", $"$2a${cost}$" + new string('.', 53)).Login("test", "secret").Verdict);

    [Fact]
    public void A_long_password_is_compared_by_its_first_72_bytes_as_upstream_does()
    {
        var hash = BCrypt.Net.BCrypt.HashPassword(new string('x', 72), 10);
        Assert.Equal(LoginVerdict.Accepted, Users("test", hash).Login("test", new string('x', 60_000)).Verdict);
    }

    [Fact]
    public void A_password_that_cannot_be_hashed_skips_the_user()
    {
        var users = Users("test", new string('x', 73));
        Assert.Equal(["test"], users.Skipped);
        Assert.Equal(LoginVerdict.Refused, users.Login("test", new string('x', 73)).Verdict);
    }

    private static LocalUsers Users(string name, string password) => new([KeyValuePair.Create(name, password)]);
}
