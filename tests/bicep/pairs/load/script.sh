echo '${HOME}' {}
