const char *const fine = "SELECT 1";
