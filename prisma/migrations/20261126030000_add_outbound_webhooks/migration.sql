-- CreateTable
CREATE TABLE "outbound_webhooks" (
    "id" SERIAL NOT NULL,
    "url" TEXT NOT NULL,
    "sealed_secret" TEXT NOT NULL,
    "event_types" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "outbound_webhooks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbound_webhook_jobs" (
    "id" SERIAL NOT NULL,
    "event_type" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "outbound_webhook_jobs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbound_webhook_deliveries" (
    "id" SERIAL NOT NULL,
    "job_id" INTEGER NOT NULL,
    "webhook_id" INTEGER NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "outbound_webhook_deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbound_webhook_logs" (
    "id" SERIAL NOT NULL,
    "job_id" INTEGER NOT NULL,
    "webhook_id" INTEGER NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,
    "status_code" INTEGER NOT NULL,
    "url" TEXT NOT NULL,
    "request_headers" JSONB NOT NULL,
    "response_headers" JSONB,
    "response_body" TEXT,
    "error" TEXT,

    CONSTRAINT "outbound_webhook_logs_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "outbound_webhook_jobs_created_at_idx" ON "outbound_webhook_jobs"("created_at");

-- CreateIndex
CREATE INDEX "outbound_webhook_deliveries_next_try_at_idx" ON "outbound_webhook_deliveries"("next_try_at");

-- CreateIndex
CREATE INDEX "outbound_webhook_deliveries_job_id_idx" ON "outbound_webhook_deliveries"("job_id");

-- CreateIndex
CREATE INDEX "outbound_webhook_deliveries_webhook_id_idx" ON "outbound_webhook_deliveries"("webhook_id");

-- CreateIndex
CREATE INDEX "outbound_webhook_logs_webhook_id_id_idx" ON "outbound_webhook_logs"("webhook_id", "id");

-- CreateIndex
CREATE INDEX "outbound_webhook_logs_job_id_idx" ON "outbound_webhook_logs"("job_id");

-- AddForeignKey
ALTER TABLE "outbound_webhook_deliveries" ADD CONSTRAINT "outbound_webhook_deliveries_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "outbound_webhook_jobs"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "outbound_webhook_deliveries" ADD CONSTRAINT "outbound_webhook_deliveries_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "outbound_webhooks"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "outbound_webhook_logs" ADD CONSTRAINT "outbound_webhook_logs_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "outbound_webhook_jobs"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "outbound_webhook_logs" ADD CONSTRAINT "outbound_webhook_logs_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "outbound_webhooks"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- Those that failed are listed for themselves.
CREATE INDEX outbound_webhook_logs_failed ON outbound_webhook_logs (webhook_id, id)
  WHERE status_code NOT BETWEEN 200 AND 299;

-- A webhook that listens to nothing would be one that somebody wonders about.
ALTER TABLE outbound_webhooks ADD CONSTRAINT outbound_webhooks_listen CHECK (cardinality(event_types) > 0);
