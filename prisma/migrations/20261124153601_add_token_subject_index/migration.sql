-- CreateIndex
CREATE INDEX "access_tokens_subject_id_idx" ON "access_tokens"("subject_id");
