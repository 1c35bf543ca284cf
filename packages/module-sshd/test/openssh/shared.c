void error(const char *fmt, ...);
