-- CreateTable
CREATE TABLE "sub_repository_rules" (
    "user_id" INTEGER NOT NULL,
    "repository_id" INTEGER NOT NULL,
    "rules" TEXT[] NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sub_repository_rules_pkey" PRIMARY KEY ("user_id","repository_id")
);

-- Who may read all has no row: rules that say nothing would be read both ways.
ALTER TABLE sub_repository_rules ADD CONSTRAINT rules_say_something CHECK (cardinality(rules) > 0);
