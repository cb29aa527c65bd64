-- CreateTable
CREATE TABLE "codeowners_files" (
    "repository_id" INTEGER NOT NULL,
    "contents" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "codeowners_files_pkey" PRIMARY KEY ("repository_id"),
    -- Answers with many of them are bounded by it.
    CONSTRAINT "codeowners_files_size" CHECK (octet_length("contents") <= 3145728)
);

-- AddForeignKey
ALTER TABLE "codeowners_files" ADD CONSTRAINT "codeowners_files_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
