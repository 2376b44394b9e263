namespace Concourse.Core.Tests.Fuzzing;

/// <summary>Pipelines to begin with.</summary>
internal static class Samples
{
    public static IReadOnlyList<string> All { get; } =
    [
        """
        resources:
        - name: r
          type: git
          icon: git
          check_every: 1m
          source: {uri: "https://example.com/r.git", branch: main, key: ((key))}
        - name: image
          type: registry-image
          source:
            repository: busybox
            tag: 1.36
        resource_types:
        - name: custom
          type: registry-image
          source: {repository: custom}
          defaults: {a: b}
        jobs:
        - name: unit
          serial: true
          plan:
          - get: r
            trigger: true
          - task: test
            timeout: 1h30m
            config:
              platform: linux
              image_resource: {type: registry-image, source: {repository: golang}}
              inputs: [{name: r}]
              outputs:
              - name: out
                path: here
              params: {A: 1, B: two, C: null}
              run:
                path: sh
                args:
                - -c
                - |
                  echo hello
                  make test
        - name: ship
          plan:
          - in_parallel:
              limit: 2
              fail_fast: true
              steps:
              - get: r
                passed: [unit]
              - get: image
          - put: image
            params: {image: r/image.tar}
            get_params: {skip_download: true}
          on_failure:
            put: r
            no_get: true
        groups:
        - name: all
          jobs: [unit, ship]
        """,
        """
        x-common: &common
          attempts: 2
          tags: [big]
        var_sources:
        - name: vault
          type: dummy
          config: {vars: {a: b}}
        prototypes:
        - name: proto
          type: registry-image
          source: {repository: p}
        resources:
        - {name: r, type: mock, source: {}, tags: [a]}
        - name: t
          type: time
          source: {interval: 10m}
        display:
          background_image: https://example.com/x.png
        jobs:
        - name: steps
          build_log_retention: {days: 1, builds: 2}
          serial_groups: [a, b]
          max_in_flight: 3
          plan:
          - get: t
            trigger: true
          - get: r
            <<: *common
          - across:
            - var: v
              values: [1, two, {three: 3}]
              max_in_flight: all
            do:
            - load_var: w
              file: r/version
              format: json
            - set_pipeline: other
              file: r/p.yml
              vars: {a: ((.:v))}
              instance_vars: {b: 1}
          - try:
              task: t
              file: r/task.yml
              vars: {x: "y"}
              input_mapping: {in: r}
            ensure:
              do: []
          - run: build
            type: proto
            params: {p: [1, 2.5, true]}
          on_success: {task: ok, file: r/ok.yml}
          ensure:
            put: r
            inputs: detect
        """,
        "jobs:\n- name: j\n  old_name: i\n  disable_manual_trigger: true\n  interruptible: true\n  public: true\n  plan:\n  - task: a\n    config: {platform: linux, run: {path: 'x', user: root, dir: d}, caches: [{path: c}], container_limits: {cpu: 2, memory: 1GB}}\n    privileged: true\n    image: img\n    params: {A: 'b'}\n",
        "{\"jobs\": [{\"name\": \"j\", \"plan\": [{\"get\": \"r\", \"version\": {\"ref\": \"x\"}}]}], \"resources\": [{\"name\": \"r\", \"type\": \"git\", \"source\": {\"a\": [1, 2.50, null, \"\\u00e9\"]}}]}\n",
    ];
}
