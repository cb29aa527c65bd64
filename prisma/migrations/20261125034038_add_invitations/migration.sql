-- CreateTable
CREATE TABLE "organization_invitations" (
    "id" SERIAL NOT NULL,
    "organization_id" INTEGER NOT NULL,
    "sender_id" INTEGER NOT NULL,
    "recipient_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "notified_at" TIMESTAMPTZ(3),
    "responded_at" TIMESTAMPTZ(3),
    "accepted" BOOLEAN,
    "revoked_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "organization_invitations_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "organization_invitations_recipient_id_idx" ON "organization_invitations"("recipient_id");

-- CreateIndex
CREATE INDEX "organization_invitations_sender_id_idx" ON "organization_invitations"("sender_id");

-- AddForeignKey
ALTER TABLE "organization_invitations" ADD CONSTRAINT "organization_invitations_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "organization_invitations" ADD CONSTRAINT "organization_invitations_sender_id_fkey" FOREIGN KEY ("sender_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "organization_invitations" ADD CONSTRAINT "organization_invitations_recipient_id_fkey" FOREIGN KEY ("recipient_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- One open invitation to an organization for each person, however many are sent at once.
CREATE UNIQUE INDEX organization_invitations_open ON organization_invitations (organization_id, recipient_id)
  WHERE responded_at IS NULL AND revoked_at IS NULL AND deleted_at IS NULL;

-- An answer has a time, and a time of answering an answer.
ALTER TABLE organization_invitations ADD CONSTRAINT organization_invitations_answered
  CHECK ((responded_at IS NULL) = (accepted IS NULL));

-- Nobody asks a machine: site admins add it.
CREATE FUNCTION refuse_invited_service_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM users WHERE id = NEW.recipient_id AND kind = 'SERVICE_ACCOUNT') THEN
    RAISE EXCEPTION 'a service account has no invitations' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER organization_invitations_of_people BEFORE INSERT OR UPDATE OF recipient_id ON organization_invitations
  FOR EACH ROW EXECUTE FUNCTION refuse_invited_service_account();
