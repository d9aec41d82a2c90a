#ifndef IMPORTERS_READING_H
#define IMPORTERS_READING_H

#include <glib.h>
#include <stdbool.h>

#include "importers/input.h"
#include "importers/partner_book.h"

/* What the readers of the input files share. Of the shipped holidays only issues and areas count;
 * the rest is NULL then. */
struct reading {
    const struct input_options *options;
    store_import *import;
    struct issues *issues;
    struct input_result *result;
    struct partner_book *partners;
    GPtrArray *area_names;  /* of const char *, for near names */
    GHashTable *area_known; /* set of them */
};

/* One input file each: reads the file at `path`, stages its good rows and notes it as present.
 * False and *error only where the machine fails. */
typedef bool (*input_reader)(struct reading *reading, const char *path, GError **error);
bool company_ini_read(struct reading *reading, const char *path, GError **error);
bool policy_ini_read(struct reading *reading, const char *path, GError **error);
bool partners_read(struct reading *reading, const char *path, GError **error);
bool rates_read(struct reading *reading, const char *path, GError **error);
bool schedules_read(struct reading *reading, const char *path, GError **error);
bool blocks_read(struct reading *reading, const char *path, GError **error);
bool cases_read(struct reading *reading, const char *path, GError **error);
bool extra_sessions_read(struct reading *reading, const char *path, GError **error);
bool appointments_read(struct reading *reading, const char *path, GError **error);
bool other_work_read(struct reading *reading, const char *path, GError **error);
bool input_holidays_read(struct reading *reading, const char *path, GError **error);

/* The shipped ones (input.h): appends to arrays, stages nothing. *ret_sha256 and *ret_rows are
 * those of the file. */
struct holiday_target {
    GArray *rows; /* of struct area_row or struct holiday_row */
    GStringChunk *strings;
    char sha256[65];
    uint32_t row_count;
};
bool areas_read(struct reading *reading, const char *path, const char *file, uint32_t order,
                struct holiday_target *target, GError **error);
bool holidays_read(struct reading *reading, const char *path, const char *file, uint32_t order,
                   struct holiday_target *target, GError **error);

/* Under hold_bad: holds the partner for an issue of the file. key: store_import_hold. */
bool reading_hold(struct reading *reading, enum input_file file, const char *partner_id,
                  const char *key, const struct issue *issue, GError **error);

/* S3, when partners.csv and schedules.csv are staged: no two rows of the schedules as the import
 * would leave them offer one hour twice. */
bool schedules_check(struct reading *reading, GError **error);

/* Makes areas known to the readers. */
void reading_areas_add(struct reading *reading, const GArray *areas);

/* ---- what partners.csv and company.ini both say of whom to pay and reach -------------------------- */

/* An ABN with the spaces taken out. The caller frees. */
char *payee_abn_compact(const char *text);
/* NNN-NNN or six digits. */
bool payee_bsb_is_formed(const char *text);
/* What it may have been: NULL, static or `mend`. */
enum { PAYEE_MEND_SIZE = 24 };
const char *payee_bsb_mend(const char *text, char mend[PAYEE_MEND_SIZE]);
/* At most nine digits and hyphens, at least one of them a digit. */
bool payee_account_is_formed(const char *text);
/* One @ with something on both sides, and no spaces; and not what a spreadsheet, in which
 * deliveries.csv may be opened, takes for a formula. */
bool payee_email_is_formed(const char *text);

#endif
