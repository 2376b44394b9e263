#!/usr/bin/env bash
# Publishes concourse-resource (native AOT, the machine's architecture) into out/resource-types; quick when nothing changed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. hack/lib/packages.sh
. hack/lib/dotnet.sh
need_dotnet
need_packages clang lld zlib1g-dev
publish_if_changed resource-types src/ResourceTypes src/ResourceTypes
