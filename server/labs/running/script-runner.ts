/**
 * Runs in the sandbox around an author's script, which comes on stdin, with the script's arguments; $0 tells whether all that it
 * says is heard, or its stdout only: keeps it in a file, so that what it starts cannot read
 * the rest of it; runs it in a session of its own; and when it is told to end, kills all that carries its mark, also what left
 * the session. Only what bash has built in is used to kill: where no process can be started, it still works.
 */
export const SCRIPT_RUNNER = `
umask 022
mkdir -p -m 700 /run/slipway-lab
script=$(mktemp /run/slipway-lab/script.XXXXXX) || exit 126
trap 'rm -f "$script"' EXIT
cat > "$script" && chmod 700 "$script" || exit 126
cd /root 2>/dev/null || cd /

reap() {
  kill -KILL -- "-$child" 2>/dev/null
  local round found process entry
  for round in 1 2 3 4 5; do
    found=
    for process in /proc/[0-9]*; do
      [ "$process" = "/proc/$$" ] && continue
      while IFS= read -r -d '' entry; do
        [ "$entry" = "SLIPWAY_SCRIPT=$SLIPWAY_SCRIPT" ] || continue
        kill -KILL "${"$"}{process#/proc/}" 2>/dev/null && found=1
        break
      done 2>/dev/null < "$process/environ"
    done 2>/dev/null
    [ -n "$found" ] || break
  done
}
trap 'reap; rm -f "$script"; exit 137' TERM

if [ "$0" = stdout ]; then exec 3> /dev/null; else exec 3>&1; fi
start=
IFS= read -r -n 2 start < "$script"
if [ "$start" = '#!' ]; then
  setsid "$script" "$@" < /dev/null 2>&3 3>&- &
else
  setsid bash "$script" "$@" < /dev/null 2>&3 3>&- &
fi
child=$!
# Bash tells of children that were killed; that is not the script's word.
exec 2>/dev/null 3>&-
wait "$child"
exit $?
`;
