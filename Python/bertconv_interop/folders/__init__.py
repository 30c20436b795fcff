"""Random model folders: forms of files, types, fields of config.json, and what the loader makes of them."""
