#!/bin/sh
# Starts the sidecar: sidecar.sh CLASSES ARCHIVE [ARGUMENT...], where CLASSES are its jars with colons between and ARCHIVE is
# what the archive of loaded classes is called, made where it is not there yet. ./weir sidecar and the image start it by this,
# so that the options below are written here alone; docs/sidecar.md, "What it takes", explains them.
# JAVA_HOME chooses the Java, WEIR_JAVA_OPTS adds options to it, WEIR_SIDECAR_TUNING is small or busy.
set -eu
classes=$1
archive=$2
shift 2
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
release=$(dirname "$(dirname "$(readlink -f "$(command -v "$java")")")")/release
version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$release" 2>/dev/null || true)

options='-XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:+UnlockExperimentalVMOptions -XX:+UseSerialGC
  -Xms14m -Xmx256m -Xss256k -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20 -XX:StringTableSize=16384
  -XX:SymbolTableSize=4096 -XX:-UsePerfData -XX:TrimNativeHeapInterval=10000 -Dio.netty.jfr.enabled=false
  -Dio.netty.allocator.magazineBufferQueueCapacity=64'
case ${WEIR_SIDECAR_TUNING:-small} in
  # The compiler that optimises comes for what has been called some 100,000 times, the quick one before it after 5,000: what is
  # compiled, and what is noted for the other compiler meanwhile, takes memory.
  small)
    options="$options -Xmn2m -XX:CompileThresholdScaling=25 -XX:Tier4InvocationThreshold=4000
      -XX:Tier4MinInvocationThreshold=480 -XX:Tier4CompileThreshold=12000 -XX:Tier4BackEdgeThreshold=32000"
    ;;
  busy) options="$options -Xmn16m" ;;
  *)
    echo "weir: WEIR_SIDECAR_TUNING is $WEIR_SIDECAR_TUNING; write small (the default) or busy" >&2
    exit 2
    ;;
esac
# Up to Java 20 the older of its sets of locales will do, which does not name a thousand of them; later ones warn of it.
[ "${version:-17}" -gt 20 ] || options="$options -Djava.locale.providers=COMPAT -Dsun.reflect.inflationThreshold=2147483647"
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-1}"

# An archive is of one build of Java, of these jars, and of these options.
archive=$archive-$(cksum "$release" 2>/dev/null | cut -d' ' -f1).jsa
is_stale() {
  (
    IFS=:
    set -f
    # The path is split at its colons.
    # shellcheck disable=SC2086
    [ ! -f "$archive" ] || [ -n "$(find -L $classes "$0" -newer "$archive" -print -quit)" ]
  )
}
if is_stale && [ -w "$(dirname "$archive")" ]; then
  echo "weir: preparing quick starts of the sidecar; this happens once ..." >&2
  trap 'rm -f "$archive.$$" "$archive.$$.names"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  # shellcheck disable=SC2086
  # One that holds Java's own classes too is smaller than one beside the archive that Java has of them.
  if "$java" $options -XX:DumpLoadedClassList="$archive.$$.names" -cp "$classes" \
    dev.weir.router.app.SidecarRehearsal >/dev/null 2>&1 \
    && "$java" $options -Xshare:dump -XX:SharedClassListFile="$archive.$$.names" \
      -XX:SharedArchiveFile="$archive.$$" -cp "$classes" >/dev/null 2>&1 && [ -f "$archive.$$" ]; then
    mv -f "$archive.$$" "$archive"
  else
    echo "weir: no archive of classes could be made; the sidecar starts without, more slowly" >&2
  fi
  rm -f "$archive.$$" "$archive.$$.names"
  trap - EXIT INT TERM HUP
fi
# Without relocation its pages are shared with the file, and not copied; without an archive this says nothing.
[ ! -f "$archive" ] || options="$options -XX:ArchiveRelocationMode=0 -XX:SharedArchiveFile=$archive"
# Java listens to no signal that was ignored when it began, as nohup has SIGHUP ignored; here that means "read the file again".
listening=
! env --default-signal=HUP true 2>/dev/null || listening='env --default-signal=HUP'
# shellcheck disable=SC2086
exec $listening "$java" $options ${WEIR_JAVA_OPTS-} -cp "$classes" dev.weir.router.app.SidecarMain "$@"
