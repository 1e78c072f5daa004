"""The base of every error that a person should read.

CaseConsultantError
├── SettingsError       a setting is wrong (config.settings)
├── ClientError         an organisation cannot be made or changed as asked (accounts.clients)
├── PersonError         a person cannot be made, sign in or decide as asked (accounts.people)
│   └── BusyError       too many sign in at once
├── NotFoundError       nothing goes by that number (consultations.repository)
├── DecisionError       a decision cannot be taken (consultations.review)
├── HeldError           a mail or job cannot go on as asked (consultations.held)
├── TransitionError     a row was to go a way that its table does not have (consultations.lifecycle)
├── SealError           sealed content does not open (consultations.sealing)
├── CodeSetError        a code set cannot be loaded (codesets.errors)
├── SignInError         a sign-in by OAuth did not come to its end (mailer.oauth.signing_in)
├── ServiceError        the service cannot start (commands.embedded)
├── DoorError           a door cannot be opened (commands.entrances)
├── NotSentError        a test mail did not leave (commands.trying_out)
├── KeyFileError        a key cannot be made as asked (commands.trying_out)
├── AilingError         something that mail needs does not work (commands.doctor)
├── UnhealthyError      the database or the broker is away (commands.health)
├── NoDovecotError      the demonstration over IMAP lacks its server (commands.demo_mailbox)
└── DemoError           the demonstration did not come to its end (commands.demo)
"""


class CaseConsultantError(Exception):
    """Its message is a sentence for a person: what is wrong, and what to do."""
