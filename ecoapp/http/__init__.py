"""What must be plain HTTP: what sets a cookie, what the browser downloads, what machines ask."""
