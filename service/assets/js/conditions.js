// Questions that other answers bring and take away. The server decides, in the same language as
// everywhere; the page only shows and hides what it is told: [data-question="key"].
export function showQuestions(form, hidden) {
  if (!hidden) return;
  for (const question of form.querySelectorAll("[data-question]")) {
    question.hidden = hidden.includes(question.dataset.question);
  }
}
