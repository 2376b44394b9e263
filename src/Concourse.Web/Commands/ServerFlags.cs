using System.CommandLine;
using System.Net;
using Concourse.Web.Hosting;

namespace Concourse.Web.Commands;

/// <summary>The flags of a web node except for its database, under upstream's names (web-flags-and-operations.md §2).</summary>
internal sealed class ServerFlags
{
    private readonly Option<string?> bindIp;
    private readonly Option<int> bindPort;
    private readonly Option<Uri?> externalUrl;
    private readonly Option<string?> clusterName;
    private readonly Option<LogLevel> logLevel;
    private readonly Option<string?> frameOptions;
    private readonly Option<string?> contentSecurityPolicy;
    private readonly Option<string?> strictTransportSecurity;
    private readonly Option<bool> globalResources;
    private readonly Option<bool> resourceCausality;
    private readonly Option<bool> rerun;
    private readonly Option<bool> cacheStreamedVolumes;
    private readonly Option<int> apiConnections;
    private readonly Option<int> backendConnections;
    private readonly Option<TimeSpan> componentRunner;
    private readonly Option<TimeSpan> scanner;
    private readonly Option<TimeSpan> tracker;
    private readonly Option<TimeSpan> checking;
    private readonly Option<TimeSpan> gc;
    private readonly Option<int> schedulingInFlight;
    private readonly AuthFlags auth;
    private readonly RuntimeFlags runtime;

    public ServerFlags(Flag flag, string defaultBindIp)
    {
        bindIp = flag.Text("--bind-ip", "IP address on which to listen for web traffic.", defaultBindIp);
        bindPort = flag.Port("--bind-port", "Port on which to listen for HTTP traffic; 0 picks a free one.", 8080);
        externalUrl = flag.Url("--external-url", "URL used to reach any web node from the outside world.");
        clusterName = flag.Text("--cluster-name", "A name for this Concourse cluster.", "");
        logLevel = flag.Choice(
            "--log-level",
            "Minimum level of logs to see.",
            LogLevel.Information,
            new Dictionary<string, LogLevel>
            {
                ["debug"] = LogLevel.Debug,
                ["info"] = LogLevel.Information,
                ["error"] = LogLevel.Error,
                ["fatal"] = LogLevel.Critical,
            });
        var headers = new SecurityHeaders();
        frameOptions = flag.Text("--x-frame-options", "The value to set for the X-Frame-Options header.", headers.FrameOptions);
        contentSecurityPolicy = flag.Text("--content-security-policy", "The value to set for the Content-Security-Policy header.", headers.ContentSecurityPolicy);
        strictTransportSecurity = flag.Text("--strict-transport-security", "The value to set for the Strict-Transport-Security header.", "");
        globalResources = flag.Switch("--enable-global-resources", "Share version histories of resources with equal configs.");
        resourceCausality = flag.Switch("--enable-resource-causality", "Enable the resource causality pages.");
        rerun = flag.Switch("--enable-rerun-when-worker-disappears", "Rerun builds whose worker disappeared.");
        cacheStreamedVolumes = flag.Switch("--enable-cache-streamed-volumes", "Cache streamed resource volumes on the destination worker.");
        apiConnections = flag.Number("--api-max-conns", "Maximum number of database connections of the API.", 10);
        backendConnections = flag.Number("--backend-max-conns", "Maximum number of database connections of builds, scheduling and checks.", 50);
        var intervals = new IntervalOptions();
        componentRunner = flag.Duration("--component-runner-interval", "How often each node tries each component.", intervals.ComponentRunner);
        scanner = flag.Duration("--lidar-scanner-interval", "How often to look for resources to check.", intervals.LidarScanner);
        tracker = flag.Duration("--build-tracker-interval", "How often to look for builds to run.", intervals.BuildTracker);
        checking = flag.Duration("--resource-checking-interval", "How often to check a resource for new versions.", intervals.ResourceChecking);
        gc = flag.Duration("--gc-interval", "How often to collect garbage.", intervals.Gc);
        schedulingInFlight = flag.Number("--job-scheduling-max-in-flight", "Maximum number of jobs to be scheduled at once.", intervals.JobSchedulingMaxInFlight);
        auth = new AuthFlags(flag);
        runtime = new RuntimeFlags(flag);
    }

    public IEnumerable<Option> All =>
    [
        bindIp, bindPort, externalUrl, clusterName, logLevel, frameOptions, contentSecurityPolicy, strictTransportSecurity, globalResources,
        resourceCausality, rerun, cacheStreamedVolumes, apiConnections, backendConnections, componentRunner, scanner, tracker, checking, gc,
        schedulingInFlight, .. auth.All, .. runtime.All,
    ];

    /// <exception cref="StartupException">A value cannot be used.</exception>
    public WebOptions Read(ParseResult arguments, WebOptions with) => with with
    {
        BindIp = IPAddress.TryParse(arguments.GetValue(bindIp), out var ip) ? ip : throw new StartupException($"invalid IP: '{arguments.GetValue(bindIp)}'"),
        BindPort = arguments.GetValue(bindPort),
        ExternalUrl = arguments.GetValue(externalUrl),
        ClusterName = arguments.GetValue(clusterName) ?? "",
        LogLevel = arguments.GetValue(logLevel),
        Headers = new SecurityHeaders
        {
            FrameOptions = arguments.GetValue(frameOptions) ?? "",
            ContentSecurityPolicy = arguments.GetValue(contentSecurityPolicy) ?? "",
            StrictTransportSecurity = arguments.GetValue(strictTransportSecurity) ?? "",
        },
        EnableGlobalResources = arguments.GetValue(globalResources),
        EnableResourceCausality = arguments.GetValue(resourceCausality),
        EnableRerunWhenWorkerDisappears = arguments.GetValue(rerun),
        EnableCacheStreamedVolumes = arguments.GetValue(cacheStreamedVolumes),
        Database = with.Database with
        {
            ApiMaxConnections = arguments.GetValue(apiConnections),
            BackendMaxConnections = arguments.GetValue(backendConnections),
        },
        Intervals = new IntervalOptions
        {
            ComponentRunner = arguments.GetValue(componentRunner),
            LidarScanner = arguments.GetValue(scanner),
            BuildTracker = arguments.GetValue(tracker),
            ResourceChecking = arguments.GetValue(checking),
            Gc = arguments.GetValue(gc),
            JobSchedulingMaxInFlight = arguments.GetValue(schedulingInFlight),
        },
        Auth = auth.Read(arguments),
        Runtime = runtime.Read(arguments),
    };
}
