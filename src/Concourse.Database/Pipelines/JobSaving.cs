using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Json;
using Concourse.Core.Configuration.Steps;
using Concourse.Core.Values;
using Concourse.Database.Connections;
using Concourse.Database.Encryption;
using Npgsql;

namespace Concourse.Database.Pipelines;

/// <summary>The part of saving a configuration that concerns jobs, with their groups, inputs, outputs and task caches.</summary>
internal sealed class JobSaving(NpgsqlConnection connection, ColumnCipher cipher, int pipelineId)
{
    public async Task SaveAsync(PipelineConfig config, CancellationToken ct)
    {
        var jobs = config.Jobs ?? [];
        await RenameAsync(jobs, ct);
        await UpsertAsync(jobs, config.Groups ?? [], ct);
        await SaveSerialGroupsAsync(jobs, ct);
        await DeleteUnusedTaskCachesAsync(jobs, ct);
        await SaveInputsAsync(jobs, ct);
        await SaveOutputsAsync(jobs, ct);
    }

    private async Task RenameAsync(IReadOnlyList<JobConfig> jobs, CancellationToken ct)
    {
        if (!jobs.Any(job => job.OldName.Length > 0))
        {
            return;
        }

        var existing = await connection.RowsAsync<string>("SELECT name FROM jobs WHERE pipeline_id = @pipelineId", new { pipelineId }, ct);
        foreach (var (oldName, newName) in Renames.InOrder(jobs.Select(job => (job.OldName, job.Name)), existing.ToHashSet(), "job"))
        {
            await connection.RunAsync(
                """
                DELETE FROM jobs WHERE pipeline_id = @pipelineId AND name = @newName AND NOT active;
                UPDATE jobs SET name = @newName WHERE pipeline_id = @pipelineId AND name = @oldName;
                """,
                new { pipelineId, oldName, newName },
                ct);
        }
    }

    private async Task UpsertAsync(IReadOnlyList<JobConfig> jobs, IReadOnlyList<GroupConfig> groups, CancellationToken ct)
    {
        var stored = jobs.Select(job => cipher.Encrypt(ConfigJson.Text(job))).ToList();
        var members = groups.SelectMany(group => (group.Jobs ?? []).Select(pattern => (group.Name, Glob: GroupGlob.TryParse(pattern, out var glob) ? glob : null))).ToList();
        await connection.RunAsync(
            """
            INSERT INTO jobs (pipeline_id, name, config, nonce, public, max_in_flight, disable_manual_trigger, disable_reruns, interruptible, tags, active)
            SELECT @pipelineId, name, config, nonce, public, max_in_flight, disable_manual_trigger, disable_reruns, interruptible,
                   (SELECT array_agg(tag) FROM jsonb_array_elements_text(tags::jsonb) AS tag), true
              FROM unnest(@names, @configs, @nonces, @publics, @maxInFlights, @noManualTriggers, @noReruns, @interruptibles, @tags)
                AS new (name, config, nonce, public, max_in_flight, disable_manual_trigger, disable_reruns, interruptible, tags)
            ON CONFLICT (pipeline_id, name) DO UPDATE
               SET config = EXCLUDED.config, nonce = EXCLUDED.nonce, public = EXCLUDED.public, max_in_flight = EXCLUDED.max_in_flight,
                   disable_manual_trigger = EXCLUDED.disable_manual_trigger, disable_reruns = EXCLUDED.disable_reruns,
                   interruptible = EXCLUDED.interruptible, tags = EXCLUDED.tags, active = true
            """,
            new
            {
                pipelineId,
                names = jobs.Select(job => job.Name).ToList(),
                configs = stored.ConvertAll(text => text.Text),
                nonces = stored.ConvertAll(text => text.Nonce),
                publics = jobs.Select(job => job.Public).ToList(),
                maxInFlights = jobs.Select(job => job.MaxInFlight).ToList(),
                noManualTriggers = jobs.Select(job => job.DisableManualTrigger).ToList(),
                noReruns = jobs.Select(job => job.DisableReruns).ToList(),
                interruptibles = jobs.Select(job => job.Interruptible).ToList(),
                tags = jobs.Select(job => new ListValue(
                    members.Where(member => member.Glob is not null && member.Glob.Matches(job.Name)).Select(member => (Value)member.Name)).ToString()).ToList(),
            },
            ct);
    }

    private Task<int> SaveSerialGroupsAsync(IReadOnlyList<JobConfig> jobs, CancellationToken ct)
    {
        var memberships = jobs.SelectMany(job =>
            job.SerialGroups is { Count: > 0 } groups ? groups.Select(group => (job.Name, Group: group))
            : job.Serial || job.RawMaxInFlight > 0 ? [(job.Name, Group: job.Name)]
            : []).ToList();
        return connection.RunAsync(
            """
            INSERT INTO jobs_serial_groups (job_id, serial_group)
            SELECT j.id, member.serial_group
              FROM unnest(@names, @groups) AS member (name, serial_group)
              JOIN jobs j ON j.pipeline_id = @pipelineId AND j.name = member.name
            """,
            new { pipelineId, names = memberships.ConvertAll(m => m.Name), groups = memberships.ConvertAll(m => m.Group) },
            ct);
    }

    private Task<int> DeleteUnusedTaskCachesAsync(IReadOnlyList<JobConfig> jobs, CancellationToken ct)
    {
        var steps = jobs.SelectMany(job => StepWalk.Leaves(job.AsStep()).OfType<TaskStep>().Select(step => (Job: job.Name, Step: step.Name))).ToList();
        return connection.RunAsync(
            """
            DELETE FROM task_caches cache USING jobs j
             WHERE j.id = cache.job_id AND j.pipeline_id = @pipelineId
               AND (NOT j.active
                    OR NOT EXISTS (SELECT FROM unnest(@jobs, @steps) AS kept (job, step) WHERE kept.job = j.name AND kept.step = cache.step_name))
            """,
            new { pipelineId, jobs = steps.ConvertAll(step => step.Job), steps = steps.ConvertAll(step => step.Step) },
            ct);
    }

    private Task<int> SaveInputsAsync(IReadOnlyList<JobConfig> jobs, CancellationToken ct)
    {
        var names = jobs.Select(job => job.Name).ToList();
        var inputs = jobs.SelectMany(job => job.Inputs().SelectMany(get =>
            PassedJobs(get, names).Select(passed => (Job: job.Name, Get: get, Passed: passed)))).ToList();
        return connection.RunAsync(
            """
            DELETE FROM job_inputs i USING jobs j WHERE j.id = i.job_id AND j.pipeline_id = @pipelineId;
            INSERT INTO job_inputs (job_id, name, resource_id, passed_job_id, trigger, version)
            SELECT j.id, input.name, r.id, passed.id, input.trigger, input.version
              FROM unnest(@jobs, @names, @resources, @passed, @triggers, @versions) AS input (job, name, resource, passed, trigger, version)
              JOIN jobs j ON j.pipeline_id = @pipelineId AND j.name = input.job
              JOIN resources r ON r.pipeline_id = @pipelineId AND r.name = input.resource
              LEFT JOIN jobs passed ON passed.pipeline_id = @pipelineId AND passed.name = input.passed;
            """,
            new
            {
                pipelineId,
                jobs = inputs.ConvertAll(input => input.Job),
                names = inputs.ConvertAll(input => input.Get.Name),
                resources = inputs.ConvertAll(input => input.Get.ResourceName),
                passed = inputs.ConvertAll(input => input.Passed),
                triggers = inputs.ConvertAll(input => input.Get.Trigger),
                versions = inputs.ConvertAll(input => VersionText(input.Get.Version)),
            },
            ct);
    }

    private Task<int> SaveOutputsAsync(IReadOnlyList<JobConfig> jobs, CancellationToken ct)
    {
        var outputs = jobs.SelectMany(job => job.Outputs().Select(put => (Job: job.Name, Put: put))).ToList();
        return connection.RunAsync(
            """
            DELETE FROM job_outputs o USING jobs j WHERE j.id = o.job_id AND j.pipeline_id = @pipelineId;
            INSERT INTO job_outputs (job_id, name, resource_id)
            SELECT j.id, output.name, r.id
              FROM unnest(@jobs, @names, @resources) AS output (job, name, resource)
              JOIN jobs j ON j.pipeline_id = @pipelineId AND j.name = output.job
              JOIN resources r ON r.pipeline_id = @pipelineId AND r.name = output.resource;
            """,
            new
            {
                pipelineId,
                jobs = outputs.ConvertAll(output => output.Job),
                names = outputs.ConvertAll(output => output.Put.Name),
                resources = outputs.ConvertAll(output => output.Put.ResourceName),
            },
            ct);
    }

    /// <summary>The jobs that the patterns name, or one null for an input without any. Patterns without a match leave no row.</summary>
    private static IEnumerable<string?> PassedJobs(GetStep get, List<string> jobs)
    {
        if (get.Passed is not { Count: > 0 } patterns)
        {
            return [null];
        }

        return patterns.SelectMany(pattern => jobs.Where(job => PathGlob.Matches(pattern, job))).Distinct(StringComparer.Ordinal);
    }

    private static string? VersionText(GetVersion? version) => version switch
    {
        null => null,
        { IsLatest: true } => "\"latest\"",
        { IsEvery: true } => "\"every\"",
        { Pinned: { } pinned } => pinned.Json,
        _ => "\"\"",
    };
}
