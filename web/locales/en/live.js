// Texts of what others change while one looks, in English.
export default {
  "live.by": "Changed by {who} at {at}",
  "live.became": "{who} has just changed it to “{value}”. When you save, you choose which to keep",
  "live.somebody": "Somebody",
  "live.system": "The system",
  "live.empty": "nothing",
  "live.list": "The list has changed",
  "live.list_n": "{n} updated",
};
