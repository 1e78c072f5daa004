"""Official files as they are published: zips, workbooks, separated text; read as rows, never trusted."""
