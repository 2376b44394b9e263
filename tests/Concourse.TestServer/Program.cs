using System.Net;
using System.Text.Json;
using Concourse.Database.Connections;
using Concourse.Runtime.Images;
using Concourse.Runtime.Workers;
using Concourse.Testing.Sandboxes;
using Concourse.TestServer;
using Concourse.Web.Hosting;

// A whole web node whose steps are local processes under the real supervisor. Logs to stderr until it is killed.
var options = JsonSerializer.Deserialize<TestServerOptions>(args[0])
    ?? throw new InvalidOperationException("the first argument holds the options as JSON");

// Not disposed: the sandboxes outlive the node.
var driver = new ProcessRuntimeDriver(options.SandboxFolder)
{
    Images = new Dictionary<string, string> { [options.ResourceType] = options.ImageFolder },
    Owner = options.Owner,
    ResourceTypes = [new WorkerResourceType(options.ResourceType, options.ResourceType, "1")],
};
var often = TimeSpan.FromSeconds(1);
var web = new WebOptions
{
    BindIp = IPAddress.Loopback,
    BindPort = 0,
    ExternalUrl = new Uri("http://ci.example.com"),
    Database = new DatabaseOptions
    {
        Socket = options.DatabaseSocket,
        Port = options.DatabasePort,
        User = options.DatabaseUser,
        Database = options.Database,
    },
    Auth = new AuthOptions
    {
        LocalUsers = [KeyValuePair.Create(options.UserName, options.UserName)],
        MainTeamLocalUsers = [options.UserName],
    },

    // What is checked once stays checked: only the build's own work shall go on while a test kills nodes.
    Intervals = new IntervalOptions { ComponentRunner = often, LidarScanner = often, BuildTracker = often, ResourceChecking = TimeSpan.FromHours(1) },
    LogLevel = LogLevel.Information,
};
await using var log = Console.OpenStandardError();
using var http = new HttpClient();
var registry = new RegistryClient(http, new RegistryOptions(), TimeProvider.System);
var node = await WebNode.StartAsync(web, driver, registry, log, TimeProvider.System, CancellationToken.None);
await node.WaitForShutdownAsync(CancellationToken.None);
