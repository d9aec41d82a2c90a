DROP TABLE partner;
