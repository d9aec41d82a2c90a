#ifndef ENGINE_STORE_FACTS_IMPORT_H
#define ENGINE_STORE_FACTS_IMPORT_H

#include "engine/store/rows.h"
#include "engine/store/store.h"

/* One import: rows are staged as they are read, then merged as one numbered batch, in one
 * transaction (formats.md section 3). Of the first import of a period the rows of the large tables go straight
 * where they belong, as long as they come in order and nothing of their key is known. Nothing of the store changes before store_import_commit
 * returns true. */
typedef struct store_import store_import;

/* Begins the transaction (a second writer gets STORE_ERROR_DATABASE after a wait). One import at a
 * time of a store. zone_clock tells the first and last instant of a month for a partner, which
 * bound what a file replaces. */
store_import *store_import_begin(store *store, struct period period, const char *program_version,
                                 store_zone_clock zone_clock, GError **error);
/* Rolls back unless committed. NULL is allowed. Before store_close. */
void store_import_free(store_import *import);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_import, store_import_free)

/* Says that a file is there (rows or none) and what is to be kept of it; once a file, before or
 * after its rows are staged. unused_columns: the unknown headings joined by ", ", or "". */
bool store_import_file(store_import *import, enum input_file file, const char *sha256,
                       uint32_t row_count, const char *unused_columns, GError **error);

/* The files that are there, a line each with its hash. Good until the next one. */
const char *store_import_seen(const store_import *import);

/* Stages one row, of the struct that the file has (rows.h). STAGE_DUPLICATE: its key is already staged,
 * from line *ret_first_line and, where the key does not tell the partner, of *ret_first_partner (else
 * NULL; the caller frees); the row is not staged. */
enum stage_result { STAGE_DONE, STAGE_DUPLICATE, STAGE_FAILED };
enum stage_result store_stage(store_import *import, enum input_file file, const void *row,
                              uint32_t *ret_first_line, char **ret_first_partner, GError **error);

/* All rows of the input files are staged: gives back the memory by which duplicates were found, a third of an import's. */
void store_import_files_end(store_import *import);

/* --hold-bad: a row that was set aside holds its partner in the period (BAD_INPUT) until that file
 * is imported again for the period. `error_line` is the whole line of the error, its line number
 * included: a held row that has moved in the file is another. The same once more is ignored.
 * `key` is the row's block_id, appointment_id or work_id: what is known of it is not retired. Where
 * it cannot be read, and for the files without one, it is "": then nothing that the file could
 * retire of the partner's is retired. */
bool store_import_hold(store_import *import, enum input_file file, const char *partner_id,
                       const char *key, uint32_t line, const char *error_line, GError **error);

/* The time zone of a partner for a local date in `month`: that of the month's own partners, else
 * of the period imported now, else of the latest period that knows the partner. NULL: no period
 * knows the partner (or failure, with *error). The string lives as long as the import. */
const char *store_import_timezone(store_import *import, const char *partner_id, struct period month,
                                  GError **error);

/* What is known of a partner in a month, before the import. PARTNER_SET_ASIDE: the partner's row of
 * that month's partners.csv was set aside, so that neither zone nor active dates are known. */
enum partner_standing { PARTNER_UNKNOWN, PARTNER_KNOWN, PARTNER_SET_ASIDE };
bool store_import_standing(store_import *import, const char *partner_id, struct period month,
                           enum partner_standing *ret_standing, GError **error);
/* --only: the import is about this partner, and others asked for; before rows are staged. */
bool store_import_ask(store_import *import, const char *partner_id, GError **error);
/* How many rows are staged of the partner; of a file with partners. */
bool store_import_asked_rows(store_import *import, enum input_file file, const char *partner_id,
                             int64_t *ret_rows, GError **error);

/* Whether a month before it has the partner: whose rows are then let in, and stay, where it lacks them. */
bool store_import_had_before(store_import *import, const char *partner_id, struct period month,
                             bool *ret_had, GError **error);
/* What the partner is called: legal and trading name, of this import's partners.csv, else of the latest
 * known; ended by NULL, none where nobody knows the partner. The caller frees. */
bool store_import_names(store_import *import, const char *partner_id, char ***ret_names,
                        GError **error);
/* What sources.ini says: appends (array of struct source_row) its lines that are known of the period, else
 * of the latest period that has any, by the line. */
bool store_import_sources(store_import *import, GArray *rows, GStringChunk *strings,
                          GError **error);
/* blocks.csv or other_work.csv has all that reaches into the period: what it lacks is retired, also where
 * it began before. */
bool store_import_overlapping(store_import *import, enum input_file file, GError **error);
/* Takes a staged partner back: the row is set aside after all. */
bool store_import_partner_unstage(store_import *import, const char *partner_id, GError **error);

/* The company's ABN in the period, as company.ini has it: staged, else known; "" where there is none.
 * Lives as long as the import. */
bool store_import_company_abn(store_import *import, const char **ret_abn, GError **error);

/* A row of the schedules as the import would leave them (S3), to be asked when partners.csv and
 * schedules.csv are staged. */
struct schedule_after {
    struct schedule_row row;
    int64_t known_row;       /* 0: it is staged */
    bool spared;             /* known, and a row of the partner was set aside */
    struct day_range active; /* of the partner */
    bool partner_known;      /* the partner's row is staged or known; else active is unbounded */
    uint32_t partner_line;   /* of the staged row; 0 where it is not staged */
};
/* Appends them (array of struct schedule_after): by partner, what is staged first, then what is
 * known and has no staged row of its key, each in order of weekday, start and dates. */
bool store_import_schedules_after(store_import *import, GArray *rows, GStringChunk *strings,
                                  GError **error);
/* Takes a staged row back, or lets a spared one be retired after all. */
bool store_import_schedule_drop(store_import *import, const struct schedule_after *after,
                                GError **error);

/* Two partners whose documents' numbers could be the same: the longer id is the other with -R1
 * behind it, as the number of a replacement has it. One of them is of this import, the other of any. */
struct id_clash {
    const char *partner_id; /* of the import */
    const char *other_id;
    uint32_t line; /* of partners.csv */
};
/* Appends them (array of struct id_clash), by line. Ask when partners.csv is staged. */
bool store_import_id_clashes(store_import *import, GArray *clashes, GStringChunk *strings,
                             GError **error);

/* A partner of whom rows of the period stay known as they are, because their file is not part of the
 * import. */
struct left_behind {
    const char *partner_id;
    const char *old_timezone; /* of a zone change, else "" */
    const char *new_timezone;
    uint32_t line;                /* of partners.csv, where it has the partner */
    bool files[INPUT_FILE_COUNT]; /* the files that have to be imported with it */
};

struct partner_name {
    const char *partner_id;
    const char *legal_name;
};

/* What the import would do to what is known, to be asked when every file is staged. */
struct import_check {
    bool first_of_period;                   /* the period has no batch yet */
    bool missing[INPUT_FILE_COUNT];         /* absent though the month before has rows of it; only
                                             * of files that may be missing (MISSING_FILE) */
    int64_t scope_rows[INPUT_FILE_COUNT];   /* known now and such that the file's silence may retire
                                             * them; 0 where it is missing and so replaces nothing */
    int64_t retired_rows[INPUT_FILE_COUNT]; /* of those, gone from the file and not spared */
    int64_t staged_rows[INPUT_FILE_COUNT];  /* that the import brings */
    /* Of schedules.csv and appointments.csv where they are there: the rows of the month (appointments
     * that start in it), and those known of the month before, of the partners of both. Of blocks.csv and
     * other_work.csv what lies in the month, of any partner. */
    int64_t common_rows[INPUT_FILE_COUNT];
    int64_t common_rows_before[INPUT_FILE_COUNT];
    bool month_before; /* the month before has been imported */
    /* By partner_id, struct partner_name: partners of the month without a row of schedules.csv who had one that
     * went on into it, in the import of the month before or in the period's last. */
    const GArray *unscheduled;
    /* Both by partner_id; they live until the next check or the end of the import. Partners whose time
     * zone this import changes for a period that is known already, with blocks, appointments or other
     * work that were placed in the old one (ZONE_CHANGED); and partners of the period that partners.csv
     * no longer has (PARTNER_STILL_HAS_ROWS). */
    const struct left_behind *zone_changes;
    size_t zone_change_count;
    const struct left_behind *lost_partners;
    size_t lost_partner_count;
};
bool store_import_check(store_import *import, struct import_check *ret_check, GError **error);

/* What an import did to the facts of one kind of file. */
struct import_counts {
    int64_t added;   /* new keys */
    int64_t changed; /* other data under a known key */
    int64_t retired; /* gone from the file */
};
/* After store_import_merge returned true. */
struct import_counts store_import_counts(const store_import *import, enum input_file file);

/* A row that a file would retire. */
struct retired_row {
    enum input_file file;
    const char *partner_id; /* "" of what is no partner's */
    uint32_t line;          /* of the file that brought it */
    const char *id;         /* of a block, appointment or work; of others its key's words */
};
/* Appends them (array of struct retired_row), by partner and file. Before the merge. */
bool store_import_retired(store_import *import, GArray *rows, GStringChunk *strings,
                          GError **error);

/* Merges as a new batch, which whoever reads the store by the same connection sees. *ret_batch: the new
 * batch, or 0 where nothing changed (the same content again is no new batch). */
bool store_import_merge(store_import *import, int64_t *ret_batch, GError **error);

/* After the merge: keeps the login of whoever imports and the gates that were let pass (struct confirmation;
 * NULL: none) with the batch, if there is one, and commits. Where nothing changed, the store is as it was. */
bool store_import_commit(store_import *import, const char *imported_by, const GArray *confirmations,
                         GError **error);

#endif
