/**
 * Completion for bash 3.2 and later; needs nothing of the package bash-completion.
 * @param names Other names to complete in the same way.
 */
export function bashScript(names: readonly string[]): string {
  return `${functions}${names.map((name) => `complete -o default -F __kubectl_kt ${name}\n`).join("")}`;
}

const functions = `# Completion of kubectl-kt for bash: source <(kubectl kt completion bash)

# Puts the words up to the cursor into the array typed: bash splits at = and : as well, which belong to our words.
__kubectl_kt_words() {
  local rest=\${COMP_LINE:0:COMP_POINT} i at=-1 trimmed word
  typed=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    trimmed=\${rest#"\${rest%%[![:blank:]]*}"}
    # The word at the cursor ends there, whatever stands behind it.
    [[ $i -eq $COMP_CWORD ]] && word=$trimmed
    if [[ $i -gt 0 && $rest == "$trimmed" && ( $word == [=:]* || \${COMP_WORDS[i - 1]} == *[=:] ) ]]; then
      typed[at]+=$word
    else
      at=$((at + 1))
      typed[at]=$word
    fi
    rest=\${trimmed#"$word"}
  done
}

__kubectl_kt() {
  local current line directive i width=0 value
  local -a typed=() answer=() values=()
  COMPREPLY=()
  __kubectl_kt_words
  # kubectl kt ...: the same without the first word.
  if [[ \${typed[0]##*/} == kubectl ]]; then
    [[ \${#typed[@]} -gt 2 && \${typed[1]} == kt ]] || return 0
    typed=("\${typed[@]:1}")
  fi
  typed=("\${typed[@]//[\\"\\'\\\\]/}")
  while IFS= read -r line; do answer+=("$line"); done < <(kubectl-kt __complete "\${typed[@]:1}" 2>/dev/null)
  [[ \${#answer[@]} -gt 0 ]] || return 0
  directive=\${answer[\${#answer[@]} - 1]#:}
  unset "answer[\${#answer[@]} - 1]"
  if [[ $(type -t compopt) == builtin ]]; then
    (( directive & 2 )) && compopt -o nospace
    (( directive & 4 )) && compopt +o default
    (( directive & 32 )) && [[ \${BASH_VERSINFO[0]} -ge 5 ]] && compopt -o nosort
  fi
  current=\${typed[\${#typed[@]} - 1]}
  [[ $current == -*=* ]] && current=\${current#*=}
  # Bash replaces only what stands behind the last = or : of the word.
  current=\${current%"\${current##*[=:]}"}
  for line in \${answer[@]+"\${answer[@]}"}; do
    value=\${line%%$'\\t'*}
    values+=("\${value#"$current"}")
    (( \${#value} > width )) && width=\${#value}
  done
  # Several are listed with what they are; a single one, and those that are gone through, must be the bare word.
  if [[ \${#values[@]} -gt 1 && \${COMP_TYPE:-9} != 37 && \${COMP_TYPE:-9} != 42 ]]; then
    for ((i = 0; i < \${#values[@]}; i++)); do
      [[ \${answer[i]} == *$'\\t'* ]] || continue
      printf -v line '%-*s  (%s)' "$width" "\${values[i]}" "\${answer[i]#*$'\\t'}"
      values[i]=\${line:0:\${COLUMNS:-80}-1}
    done
  fi
  COMPREPLY=(\${values[@]+"\${values[@]}"})
}

complete -o default -F __kubectl_kt kubectl-kt
# Where kubectl has a completion of its own, or might load one by need, that one calls kubectl_complete-kt.
if ! complete -p kubectl >/dev/null 2>&1 && ! complete -p -D >/dev/null 2>&1; then
  complete -o default -F __kubectl_kt kubectl
fi
`;
