#include "engine/run/issue_holidays.h"

#include "engine/run/tree.h"

char *issue_holidays_make(store *store, const struct issue_head *head, GError **error)
{
    char *directory = g_dir_make_tmp("rcti-holidays-XXXXXX", error);
    if (directory && !store_issue_holidays_write(store, head->seq, directory, error)) {
        issue_holidays_remove(g_steal_pointer(&directory));
    }
    return directory;
}

void issue_holidays_remove(char *directory)
{
    if (directory) {
        tree_remove(directory);
        g_free(directory);
    }
}

struct month_order issue_order(const struct issue_head *head, struct period period,
                               const char *period_text, const char *holidays)
{
    return (struct month_order){.period_text = period_text,
                                .period = period,
                                .batch = head->batch,
                                .as_at_given = true,
                                .as_at = head->as_at,
                                .issue_date_given = true,
                                .issue_date = head->issue_date,
                                .holidays = holidays,
                                .program_version = head->program_version};
}
