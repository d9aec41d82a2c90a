/* "SELECT * FROM partner" in a remark is none. */
const char *const texts[] = {
    "PRAGMA user_version",
    "insert or ignore "
    "into partner values (1)",
    "with x as (SELECT 1)",
    "Select the month, then update it from the list",
    "DELETE",
};
