library(shiny)

page <- fluidPage(
  titlePanel("How long do you wait for Old Faithful?"),
  sliderInput("bins", "Number of bars", min = 5, max = 50, value = 20),
  plotOutput("histogram")
)

server <- function(input, output) {
  output$histogram <- renderPlot({
    hist(faithful$waiting, breaks = input$bins, col = "steelblue", border = "white",
         main = NULL, xlab = "minutes until the geyser's next eruption")
  })
}

shinyApp(page, server)
