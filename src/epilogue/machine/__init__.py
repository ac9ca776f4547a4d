"""The Machine: the plain, normative interpreter of Programs."""
