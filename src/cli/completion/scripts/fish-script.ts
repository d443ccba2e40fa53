/**
 * Completion for fish 3 and later.
 * @param names Other names to complete in the same way.
 */
export function fishScript(names: readonly string[]): string {
  return `${functions}${names.map((name) => `complete -c ${name} -f -a '(__kubectl_kt)'\n`).join("")}`;
}

const functions = `# Completion of kubectl-kt for fish: kubectl kt completion fish | source

function __kubectl_kt
    set -l typed (commandline -opc) (commandline -ct)
    # kubectl kt ...: the same without the first word.
    if string match -qr '(^|/)kubectl$' -- $typed[1]
        set -e typed[1]
    end
    set -l answer (kubectl-kt __complete $typed[2..-1] 2>/dev/null)
    test (count $answer) -gt 0; or return
    set -l directive (string sub -s 2 -- $answer[-1])
    set -e answer[-1]
    set -l current (commandline -ct)
    # Behind an equals sign the answer holds the value alone.
    set -l before (string match -r -- '^-[^=]*=' $current)
    for candidate in $answer
        printf '%s\\n' "$before$candidate"
    end
    if test (count $answer) -eq 0 -a (math "bitand($directive, 4)") -eq 0
        for path in (__fish_complete_path (string replace -- "$before" '' $current))
            printf '%s\\n' "$before$path"
        end
    end
end

complete -c kubectl-kt -f -a '(__kubectl_kt)'
# Where kubectl has a completion of its own, that one calls kubectl_complete-kt.
if test -z "$(complete -c kubectl | string match '*__kubectl_perform*' '*__kubectl_prepare*')"
    complete -c kubectl -n '__fish_seen_subcommand_from kt' -f -a '(__kubectl_kt)'
end
`;
