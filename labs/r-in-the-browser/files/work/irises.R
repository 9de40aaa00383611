# The measures of 150 flowers, which R brings along, drawn with ggplot2.
library(ggplot2)

picture <- ggplot(iris, aes(Petal.Length, Petal.Width, colour = Species)) +
  geom_point() +
  geom_smooth(method = "lm", formula = y ~ x) +
  labs(x = "petal length (cm)", y = "petal width (cm)")

ggsave("irises.png", picture, width = 7, height = 5, dpi = 110)
cat("Wrote irises.png\n")
