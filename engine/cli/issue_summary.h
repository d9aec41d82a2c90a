#ifndef ENGINE_CLI_ISSUE_SUMMARY_H
#define ENGINE_CLI_ISSUE_SUMMARY_H

#include "engine/run/issue_make.h"

/* What an issue ends with on standard output: totals, payments, files and the seal. */
void issue_summary_print(const struct issue_job *job);
void issue_summary_print_json(const struct issue_job *job);

#endif
