// Texts of the first start in English.
export default {
  "setup.title": "Set up Zhike",
  "setup.lead": "Your company and the first administrator; about a minute",
  "setup.token": "Set-up token",
  "setup.token.hint": "Printed in the terminal at the first start, and part of the printed address",
  "setup.company": "Company",
  "setup.company.hint": "Shown at the top left; can be changed in the settings",
  "setup.name": "Your name",
  "setup.login": "User name",
  "setup.login.hint": "For signing in, such as admin",
  "setup.password": "Password",
  "setup.repeat": "Password again",
  "setup.repeat.differs": "The two passwords differ",
  "setup.needed": "{label} is needed",
  "setup.go": "Create and enter",
  "setup.done": "All set, welcome to Zhike",
};
