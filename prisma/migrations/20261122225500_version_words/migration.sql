-- By hand: the word of a version may be far longer than an index takes.
CREATE INDEX "dataset_version_word_idx" ON "dataset_version"("dataset_id", left("version", 100), "published_at");
