# The two functions of the package bash-completion that kubectl's script calls, for machines that do not have it.

# _get_comp_words_by_ref -n CHARACTERS cur prev words cword: the words up to the cursor, not split at those characters.
_get_comp_words_by_ref() {
  local keep=$2 rest=${COMP_LINE:0:COMP_POINT} i at=-1 trimmed word
  local -a joined=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    trimmed=${rest#"${rest%%[![:blank:]]*}"}
    ((i == COMP_CWORD)) && word=$trimmed
    if [[ $i -gt 0 && $rest == "$trimmed" && ( $word == ["$keep"]* || ${COMP_WORDS[i - 1]} == *["$keep"] ) ]]; then
      joined[at]+=$word
    else
      joined[++at]=$word
    fi
    rest=${trimmed#"$word"}
  done
  words=("${joined[@]}")
  cword=$at
  cur=${joined[at]}
  prev=${joined[at > 0 ? at - 1 : 0]}
}

# Bash replaces only what stands behind the last colon of the word.
__ltrim_colon_completions() {
  local head=${1%"${1##*:}"} i
  [[ $1 == *:* && $COMP_WORDBREAKS == *:* ]] || return 0
  for i in "${!COMPREPLY[@]}"; do COMPREPLY[i]=${COMPREPLY[i]#"$head"}; done
}
