/**
 * Completion for zsh 5, to be sourced after compinit or to be put into fpath as `_kubectl-kt`.
 * @param names Other names to complete in the same way.
 */
export function zshScript(names: readonly string[]): string {
  return `#compdef kubectl-kt\n${functions}${names.map((name) => `compdef _kubectl-kt ${name}\n`).join("")}${ending}`;
}

const functions = `# Completion of kubectl-kt for zsh: source <(kubectl kt completion zsh)

_kubectl-kt() {
  local directive line
  local -a typed answer values how
  typed=("\${(@Q)words[1,CURRENT]}")
  # kubectl kt ...: the same without the first word.
  if [[ \${typed[1]:t} == kubectl ]]; then
    [[ \${#typed} -gt 2 && $typed[2] == kt ]] || { _default; return }
    shift typed
  fi
  # The word at the cursor ends there, whatever stands behind it.
  typed[-1]=\${(Q)PREFIX}
  answer=("\${(@f)$(kubectl-kt __complete "\${(@)typed[2,-1]}" 2>/dev/null)}")
  directive=\${answer[-1]#:}
  [[ $directive == <-> ]] || return 1
  for line in "\${(@)answer[1,-2]}"; do
    # A colon stands between a value and what it is.
    [[ -n $line ]] && values+=("\${\${\${line%%$'\\t'*}//\\\\/\\\\\\\\}//:/\\\\:}\${\${(M)line%%$'\\t'*}:+:\${line#*$'\\t'}}")
  done
  [[ $PREFIX == -*=* ]] && compset -P '*='
  (( directive & 2 )) && how=(-S '')
  if (( \${#values} > 0 )); then
    (( directive & 32 )) && _describe -V value values "\${(@)how}" || _describe value values "\${(@)how}"
  elif (( ! (directive & 4) )); then
    _files
  fi
}

compdef _kubectl-kt kubectl-kt
# Where kubectl has a completion of its own, that one calls kubectl_complete-kt.
(( $+_comps[kubectl] )) || compdef _kubectl-kt kubectl
`;

/** In fpath the file is the function's body, which must also run at its first call. */
const ending = `[[ \${funcstack[1]-} != _kubectl-kt ]] || _kubectl-kt "$@"
`;
