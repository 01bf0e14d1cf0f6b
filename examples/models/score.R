# A model of R, as glm makes one, saved by saveRDS:
#   recourse evaluate --dataset loans.yaml --model "Rscript score.R model.rds" --method exhaustive
model <- readRDS(commandArgs(trailingOnly = TRUE)[1])
input <- file("stdin", "r")
while (length(count <- readLines(input, n = 1)) > 0) {
  block <- readLines(input, n = as.integer(count) + 1)
  rows <- read.csv(text = block, check.names = FALSE, na.strings = "")
  scores <- predict(model, rows, type = "response")
  writeLines(format(scores, digits = 17, trim = TRUE, scientific = FALSE))
  flush(stdout())
}
