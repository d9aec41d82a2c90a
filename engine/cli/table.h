#ifndef ENGINE_CLI_TABLE_H
#define ENGINE_CLI_TABLE_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

/* What can be asked of rcti: its commands and their options, each once. The parser, --help, the pages, the
 * completions and README's list are made from these two tables (`rcti help --json` prints them for those
 * that are not written in C), and tests/cli/asked.py holds each of them against the others. */

/* By the groups in which they are told. */
enum command_id {
    COMMAND_SOURCES,
    COMMAND_IMPORT,
    COMMAND_RUN,
    COMMAND_ISSUE,
    COMMAND_SEND,
    COMMAND_DELIVERIES,
    COMMAND_STATUS,
    COMMAND_VOID,
    COMMAND_EXPLAIN,
    COMMAND_CLAIM,
    COMMAND_DIFF,
    COMMAND_RERUN,
    COMMAND_EVIDENCE,
    COMMAND_AT_RISK,
    COMMAND_DECIDE,
    COMMAND_DECIDE_WAIVE, /* from here on as enum decision_kind */
    COMMAND_DECIDE_AUTHORISE,
    COMMAND_DECIDE_PAY,
    COMMAND_DECIDE_HOLD,
    COMMAND_DECIDE_RELEASE,
    COMMAND_DECIDE_SETTLED,
    COMMAND_DECIDE_RETURNED,
    COMMAND_DECIDE_PAID,
    COMMAND_DECIDE_WRITE_OFF,
    COMMAND_DECIDE_INSTALMENTS,
    COMMAND_DECIDE_REVOKE,
    COMMAND_DECISIONS,
    COMMAND_WHAT_IF,
    COMMAND_DOCUMENTS,
    COMMAND_STATEMENT,
    COMMAND_VERIFY,
    COMMAND_RESTORE,
    COMMAND_FACTS,
    COMMAND_HOLIDAYS,
    COMMAND_HELP,
    COMMAND_COUNT
};

/* What was asked for on the command line (formats.md section 5), as text; the commands turn it
 * into values. Strings live as long as the program; NULL where not given. */
struct options {
    const char *store;
    const char *out;
    const char *as_at;
    const char *issue_date;
    const char *holidays;
    int jobs; /* at least 1 */
    gboolean quiet;
    gboolean json;
    gboolean hold_bad;
    char *sources;
    gboolean every;
    gboolean whole;
    gboolean check;
    char *only;     /* the one file that is read */
    char *partner;  /* ids joined by commas, each */
    char **confirm; /* CODE:TOKEN joined by commas, each */
    const char *date;
    const char *start;
    gboolean areas;
    const char *draft;
    const char *approved_by;
    const char *payment_date;
    const char *reason;
    const char *against;
    char **seal_keys;      /* files, in the order given; NULL: none */
    const char *diff_from; /* a state of a month, or another month */
    const char *diff_to;
    gboolean all;
    gboolean csv;
    const char *ticket;
    const char *appointment;
    const char *number;
    const char *amount;
    const char *nature;
    const char *document;
    gboolean letter;
    int width; /* of what is printed, in columns; 0: not given */
    gboolean as_issued;
    int issue;           /* of a period; 0: not given */
    const char *to_file; /* to be made */
    gboolean now;
    const char *as_of; /* BATCH or INSTANT */
    gboolean explain;
    char **set;           /* KEY=VALUE each, in the order given */
    int days;             /* at-risk; below 0: not given */
    const char *csv_file; /* to be made */
    const char *from;     /* a period each */
    const char *year;     /* a financial year */
    gboolean dry_run;
    const char *server;
    const char *credentials;
    const char *again; /* a number each */
    const char *sent;
    const char *bounced;
    const char *on; /* a date */
    const char *address;
    const char *to;
    char **arguments; /* after the command's name */
    enum command_id command;
};

/* Where the rows of options have their values put; written by options_read alone. */
extern struct options options_given;

struct command {
    const char *name;      /* one word, or that of a command and of a kind of it: "decide waive" */
    const char *arguments; /* "PERIOD [PARTNER]"; with --areas none is needed, one possible */
    const char *line;      /* for a list of commands: what it does, in at most 57 columns */
    const char *summary;   /* the same, in full: sentences */
    const GOptionEntry *const *options; /* those that it uses, and no others; NULL after the last */
};

extern const struct command commands[COMMAND_COUNT];

/* Above which command of a list which words stand; NULL: none. */
extern const char *const command_groups[COMMAND_COUNT];

/* A kind of another command, which lists leave to that one. */
bool command_is_kind(enum command_id id);
/* The command that the first words of a command line name, of two where these name a kind; how many, in
 * ret_count. COMMAND_COUNT where there is none. */
enum command_id command_find(char *const *words, int *ret_count);
/* "; did you mean run?", or nothing where no command's name is near. The caller frees. */
char *command_meant(const char *word);

#endif
