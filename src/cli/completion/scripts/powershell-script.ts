/**
 * Completion for PowerShell 5 and later.
 * @param names Other names to complete in the same way.
 */
export function powershellScript(names: readonly string[]): string {
  const quoted = ["kubectl-kt", ...names].map((name) => `'${name}'`).join(", ");
  return `${beginning}Register-ArgumentCompleter -Native -CommandName ${quoted} -ScriptBlock $__kubectlKtCompleter\n`;
}

const beginning = `# Completion of kubectl-kt for PowerShell: kubectl kt completion powershell | Out-String | Invoke-Expression

$__kubectlKtCompleter = {
    param($wordToComplete, $commandAst, $cursorPosition)
    # The words up to the cursor; an empty one where the next begins.
    $typed = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.StartOffset -lt $cursorPosition } |
        ForEach-Object { $_.Extent.Text.Trim('"', "'") })
    if ($wordToComplete -eq '') { $typed += '' }
    # Windows PowerShell drops empty arguments unless they are quoted once more.
    if ($PSVersionTable.PSVersion -lt [version]'7.3') {
        $typed = @($typed | ForEach-Object { if ($_ -eq '') { '""' } else { $_ } })
    }
    $answer = @(& kubectl-kt __complete @typed 2>$null)
    if ($answer.Count -lt 1) { return }
    $directive = [int]$answer[-1].TrimStart(':')
    # Behind an equals sign the answer holds the value alone.
    $before = if ($wordToComplete -match '^(-[^=]*=)') { $Matches[1] } else { '' }
    $after = if ($directive -band 2) { '' } else { ' ' }
    $answer | Select-Object -SkipLast 1 | ForEach-Object {
        $value, $description = $_ -split [char]9, 2
        if (-not $description) { $description = $value }
        [System.Management.Automation.CompletionResult]::new("$before$value$after", $value, 'ParameterValue', $description)
    }
}
`;
