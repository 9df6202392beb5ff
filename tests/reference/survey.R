# What R's survey and psych say of the sample questionnaires. Run here: Rscript survey.R
# Writes answers_with_blanks.csv, survey.csv (the numbers the tests compare with) and survey_versions.txt.
library(survey)
library(psych)

unsur <- paste0("U", 1:9)
out <- list()
note <- function(data, what, item, value)
  out[[length(out) + 1]] <<- data.frame(data = data, what = what, item = item,
                                        value = sprintf("%.17g", as.numeric(value)))

layanan <- read.csv("../../sample_data/bakarangan_2022_layanan.csv")[, c("layanan", unsur)]
unit <- read.csv("unit_answers.csv")
set.seed(2022)
blanks <- layanan
empty <- matrix(runif(nrow(blanks) * 9) < 0.08, ncol = 9)
for (i in 1:9) blanks[[unsur[i]]][empty[, i]] <- NA
write.csv(blanks, "answers_with_blanks.csv", row.names = FALSE, na = "", quote = FALSE)

users <- c(Umum = 400, KTP = 5200, IUMKM = 90, SKCK = 30)

# With x the answer (0 for a blank) and f = 1 where filled: NRR is a ratio of two totals, IKM 25/9 of their sum.
with_moments <- function(d) {
  for (u in unsur) {
    d[[paste0("x", u)]] <- ifelse(is.na(d[[u]]), 0, d[[u]])
    d[[paste0("f", u)]] <- as.numeric(!is.na(d[[u]]))
  }
  d
}
totals <- reformulate(c(paste0("x", unsur), paste0("f", unsur)))
ikm_of <- parse(text = paste0("25/9*(", paste0("xU", 1:9, "/fU", 1:9, collapse = "+"), ")"))[[1]]
nrr_of <- function(u) parse(text = paste0("x", u, "/f", u))[[1]]

estimates <- function(name, what, design) {
  total <- svytotal(totals, design)
  ikm <- svycontrast(total, list(ikm = ikm_of))
  note(name, paste0(what, " ikm"), "ikm", coef(ikm))
  note(name, paste0(what, " se"), "ikm", SE(ikm))
  nrr <- svycontrast(total, setNames(lapply(unsur, nrr_of), unsur))
  note(name, paste0(what, " nrr"), unsur, coef(nrr))
  note(name, paste0(what, " nrr se"), unsur, SE(nrr))
  v <- vcov(nrr)
  note(name, paste0(what, " nrr cov"), outer(unsur, unsur, paste)[upper.tri(v)], v[upper.tri(v)])
  ratio <- svyratio(~xU3, ~fU3, design)
  note(name, paste0(what, " svyratio se"), "U3", SE(ratio))
}

for (name in c("layanan", "unit", "blanks")) {
  d <- with_moments(get(name))
  estimates(name, "srs", svydesign(ids = ~1, data = d, weights = ~rep(1, nrow(d))))
  d$N <- 1200
  estimates(name, "fpc", svydesign(ids = ~1, data = d, fpc = ~N))
  if (name != "blanks") {
    d$y <- rowMeans(d[, unsur]) * 25
    m <- svymean(~y, svydesign(ids = ~1, data = d, weights = ~rep(1, nrow(d))))
    note(name, "svymean se", "ikm", SE(m))
  }
  a <- psych::alpha(d[, unsur], check.keys = FALSE, warnings = FALSE)
  note(name, "alpha", "alpha", a$total$raw_alpha)
  note(name, "alpha low", "alpha", a$feldt$lower.ci)
  note(name, "alpha high", "alpha", a$feldt$upper.ci)
  note(name, "alpha drop", unsur, a$alpha.drop$raw_alpha)
  note(name, "r drop", unsur, a$item.stats$r.drop)
  note(name, "r tabel", "r", { n <- nrow(d); t <- qt(0.975, n - 2); t / sqrt(n - 2 + t^2) })
}

for (name in c("layanan", "blanks")) {
  d <- with_moments(get(name))
  d$N <- users[d$layanan]
  stratified <- svydesign(ids = ~1, strata = ~layanan, data = d, fpc = ~N)
  if (name == "layanan") estimates(name, "strata", stratified)
  for (service in names(users)) {
    est <- subset(stratified, layanan == service)
    note(name, "svyby se", service, SE(svycontrast(svytotal(totals, est), list(ikm = ikm_of))))
    none <- svydesign(ids = ~1, data = d[d$layanan == service, ], weights = ~rep(1, sum(d$layanan == service)))
    note(name, "group se", service, SE(svycontrast(svytotal(totals, none), list(ikm = ikm_of))))
  }
  if (name == "layanan") {
    simple <- svydesign(ids = ~1, data = transform(d, all = sum(users)), fpc = ~all)
    post <- postStratify(simple, ~layanan, data.frame(layanan = names(users), Freq = as.numeric(users)))
    estimates(name, "post", post)
  }
}
y <- with_moments(layanan)
y$y <- rowMeans(y[, unsur]) * 25
y$N <- users[y$layanan]
d <- svydesign(ids = ~1, strata = ~layanan, data = y, fpc = ~N)
b <- svyby(~y, ~layanan, d, svymean)
note("layanan", "svyby mean", b$layanan, b$y)
note("layanan", "svyby mean se", b$layanan, SE(b))
note("layanan", "svymean strata se", "ikm", SE(svymean(~y, d)))
p <- svydesign(ids = ~1, data = transform(y, all = sum(users)), fpc = ~all)
p <- postStratify(p, ~layanan, data.frame(layanan = names(users), Freq = as.numeric(users)))
note("layanan", "svymean post se", "ikm", SE(svymean(~y, p)))

write.csv(do.call(rbind, out), "survey.csv", row.names = FALSE, quote = FALSE)
writeLines(c(R.version.string, paste("survey", packageVersion("survey")), paste("psych", packageVersion("psych"))),
           "survey_versions.txt")
