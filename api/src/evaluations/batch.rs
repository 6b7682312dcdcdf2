//! Many questions in one request, all answered from the same facts.

use shared::evaluations::wire::{Decision, DecisionContext, Decisions, ItemError};
use shared::ids::OrganizationId;

use super::asked::{Asked, Item, Question, Semantic};
use super::caller::{self, Asker, Standing};
use super::decide::{self, Verdict};
use super::field::Field;
use super::{Answer, Body, Desk, Refused, Stop};

/// The most questions of one request.
const MOST: usize = 1_000;

/// `POST /access/v1/evaluations`
pub(super) fn evaluations(desk: &Desk<'_>, body: &[u8]) -> Result<Answer, Stop> {
    let asker = caller::asker(desk)?;
    let asked = Asked::read(body)?;
    let semantic = asked.semantic()?;
    let items = asked.evaluations.optional("evaluations", "an array")?.map_or(&[][..], Vec::as_slice);
    if items.is_empty() {
        return decide::alone(desk, &asker, &asked);
    }
    if items.len() > MOST {
        return Err(Stop::bad(format!("evaluations holds more than {MOST} questions. Split it.")));
    }
    // What is wrong with the defaults is wrong with the request.
    asked.subject.optional("subject", "an object")?;
    asked.action.optional("action", "an object")?;
    asked.resource.optional("resource", "an object")?;
    asked.context.optional("context", "an object")?;

    let mut room = Room { desk, asker: &asker, standings: Vec::new(), first: None, several: false };
    // Where one organization is meant, whoever may not ask there at all is told so for the whole.
    if let Some(organization) = caller::organization(desk, &asker)? {
        room.standing(organization)?;
    }
    let mut answers = Vec::with_capacity(items.len());
    for item in items {
        let decision = match room.answer(&asked, item) {
            Ok(verdict) => verdict.decision(),
            Err(Stop::Refused(refused)) if is_of_the_item(&refused) => flawed(refused),
            Err(stop) => return Err(stop),
        };
        let allowed = decision.decision;
        answers.push(decision);
        let over = match semantic {
            Semantic::ExecuteAll => false,
            Semantic::DenyOnFirstDeny => !allowed,
            Semantic::PermitOnFirstPermit => allowed,
        };
        if over {
            break;
        }
    }
    // Several organizations have several versions.
    let version = match (room.several, room.standings.as_slice()) {
        (false, [(_, standing)]) => Some(standing.snapshot.version()),
        (true | false, _) => None,
    };
    Ok(Answer { body: Body::of(&Decisions { evaluations: answers })?, version })
}

/// Whether it says something of the one question, and nothing of the others.
fn is_of_the_item(refused: &Refused) -> bool {
    matches!(refused.status, 400 | 403)
}

/// A question that could not be read, or not be asked, is a no.
fn flawed(refused: Refused) -> Decision {
    let Refused { status, message, .. } = refused;
    let error = Some(ItemError { status, message: message.into_owned() });
    Decision { decision: false, context: Some(DecisionContext { reason: None, error }) }
}

/// The organizations of a request, each looked at once.
struct Room<'a> {
    desk: &'a Desk<'a>,
    asker: &'a Asker,
    standings: Vec<(OrganizationId, Standing)>,
    /// The one that was asked about first, and whether there was another.
    first: Option<OrganizationId>,
    several: bool,
}

impl Room<'_> {
    fn answer(&mut self, asked: &Asked<'_>, item: &Field<Item<'_>>) -> Result<Verdict, Stop> {
        let item = item.needed("An item of evaluations", "an object")?;
        let question: Question<'_> = asked.question_of(item)?;
        let Some(organization) = caller::organization_for(self.desk, self.asker, question.resource)? else {
            return Ok(Verdict::nothing_known(question.explain));
        };
        let desk = self.desk;
        decide::decide(desk, self.standing(organization)?, &question)
    }

    fn standing(&mut self, organization: OrganizationId) -> Result<&Standing, Stop> {
        self.several |= *self.first.get_or_insert(organization) != organization;
        let at = match self.standings.iter().position(|(known, _)| *known == organization) {
            Some(at) => at,
            None => {
                let standing = caller::standing(self.desk, self.asker, organization)?;
                self.standings.push((organization, standing));
                self.standings.len() - 1
            }
        };
        self.standings.get(at).map(|(_, standing)| standing).ok_or_else(Stop::no_organization)
    }
}
