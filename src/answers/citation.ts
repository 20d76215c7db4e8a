/** A record an answer stands on. */
export interface Citation {
  type: 'procedure' | 'disclosure' | 'law' | 'unit';
  id: string;
  title: string;
}
