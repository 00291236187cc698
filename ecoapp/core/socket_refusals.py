"""What a socket that is not let in is told, for the page to say in French."""

TOO_MANY_PAGES = "too-many-pages"
