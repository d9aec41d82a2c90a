#ifndef IMPORTERS_FILES_INI_STAGE_H
#define IMPORTERS_FILES_INI_STAGE_H

#include "importers/reading.h"
#include "importers/text/ini.h"

/* company.ini and policy.ini: read, checked, staged. */

struct ini_place {
    struct reading *reading;
    enum input_file file;
};

/* key NULL: "-". expected and mend: NULL takes the texts of the code. */
void ini_issue(const struct ini_place *place, uint32_t line, const char *key, enum issue_code code,
               const char *found, const char *expected, const char *mend);

/* May add entries, which are staged but not counted as rows of the file. */
typedef void (*ini_check)(const struct ini_place *place, const char *path, struct ini *ini);
bool ini_input_read(struct reading *reading, enum input_file file, const char *path,
                    ini_check check, GError **error);

#endif
