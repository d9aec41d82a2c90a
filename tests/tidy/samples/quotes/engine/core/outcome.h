/* Its second column is quoted. */
#define RULE_TABLE(X)                                                                              \
    X(S1,                                                                                          \
      "Each slot is "                                                                              \
      "paid",                                                                                      \
      "A reading is no quotation.")                                                                \
    X(S2, "Each slot is free", "")                                                                 \
    X(S3, "", "The policy is silent.")
