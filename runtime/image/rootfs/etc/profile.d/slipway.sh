# Friendly defaults for a learner's shell.
export EDITOR=nano LESS=-R
unset SLIPWAY_HUB_CERTIFICATE
[ -n "$BASH_VERSION" ] || return 0
case $- in *i*) ;; *) return 0 ;; esac
PS1='\[\e[1;36m\]\h\[\e[0m\]:\[\e[1;34m\]\w\[\e[0m\]\$ '
alias ls='ls --color=auto' ll='ls -la' grep='grep --color=auto'
HISTCONTROL=ignoredups
shopt -s checkwinsize
[ -r /usr/share/bash-completion/bash_completion ] && . /usr/share/bash-completion/bash_completion
